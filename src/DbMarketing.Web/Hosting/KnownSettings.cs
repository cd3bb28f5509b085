using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Projections;
using Microsoft.Extensions.Configuration;

namespace DbMarketing.Web.Hosting;

/// <summary>
/// The names that settings have. Another name in a section would be passed over without a word, as if nothing had been set, so a host
/// that serves refuses it.
/// </summary>
internal static class KnownSettings
{
    /// <summary>Settings of this section are named by the logging, and by what it logs.</summary>
    private const string Logging = "Logging";

    private const string Cluster = "Cluster";

    /// <summary>What the hosts have in common.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> s_shared = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Server"] = ["Urls", "Data", "Postgres", "Playbook", "Demo"],
        ["Web"] = NamesOf<WebOptions>(nameof(WebOptions.Secret), nameof(WebOptions.LoopbackOnly)),
        ["Engine"] = NamesOf<EngineLimits>(),
        ["Journal"] = NamesOf<JournalWriterOptions>(nameof(JournalWriterOptions.Owner), nameof(JournalWriterOptions.Cluster)),
        ["Projections"] = NamesOf<ProjectionOptions>(),
    };

    /// <summary>The names of the settings that are properties of a class.</summary>
    /// <param name="notSettings">Properties that the host sets itself.</param>
    public static string[] NamesOf<T>(params string[] notSettings) =>
        [.. typeof(T).GetProperties().Where(static one => one.CanWrite).Select(static one => one.Name).Except(notSettings)];

    /// <summary>Refuses the environment when it has a setting that nothing reads.</summary>
    /// <param name="cluster">The names of the section of a cluster's nodes; null on a host that is none, where it is not looked at.</param>
    /// <exception cref="CommandException">In one line: each such variable, and what was probably meant.</exception>
    public static void ThrowIfUnknown(IReadOnlyList<string>? cluster)
    {
        var known = new Dictionary<string, IReadOnlyList<string>>(s_shared, StringComparer.OrdinalIgnoreCase);
        if (cluster is not null)
        {
            known[Cluster] = cluster;
        }

        // What has no section is no setting: a container's own variables may begin with the same word.
        var faults = Settings.Read().GetChildren()
            .Where(section => !section.Key.Equals(Logging, StringComparison.OrdinalIgnoreCase)
                && (cluster is not null || !section.Key.Equals(Cluster, StringComparison.OrdinalIgnoreCase)))
            .SelectMany(static section => section.AsEnumerable(makePathsRelative: false).Where(setting => setting.Key != section.Key))
            .Where(static setting => setting.Value is not null)
            .Select(setting => FaultOf(setting.Key.Split(':', 2), known)).OfType<string>()
            .Order(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
        {
            throw new CommandException(string.Join(" ", faults));
        }
    }

    /// <param name="path">The section and the name in it.</param>
    /// <param name="known">The names by section.</param>
    private static string? FaultOf(string[] path, Dictionary<string, IReadOnlyList<string>> known)
    {
        var (section, name) = (path[0], path[1]);
        if (known.TryGetValue(section, out var names) && names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var meant = MeantBy(section, name, known);
        return meant is null
            ? $"{Settings.VariableOf(section, name)} is no setting, and none has a name like it."
            : $"{Settings.VariableOf(section, name)} is no setting; did you mean {meant}?";
    }

    private static string? MeantBy(string section, string name, Dictionary<string, IReadOnlyList<string>> known)
    {
        var nearest = known.Keys.FirstOrDefault(other => other.Equals(section, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Find(section, known.Keys);
        if (nearest is not null && NearestName.Find(name.Replace(":", "", StringComparison.Ordinal), known[nearest]) is { } meant)
        {
            return Settings.VariableOf(nearest, meant);
        }

        return known.Where(other => other.Value.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(other => Settings.VariableOf(other.Key, other.Value.First(one => one.Equals(name, StringComparison.OrdinalIgnoreCase))))
            .FirstOrDefault();
    }
}
