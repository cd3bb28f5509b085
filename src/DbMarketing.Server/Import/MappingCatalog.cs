using System.Text.Json;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Import;

/// <summary>The ready mappings and those of the user's own files.</summary>
internal static class MappingCatalog
{
    private const string Prefix = "DbMarketing.Server.Import.Mappings.";

    private static readonly HashSet<string> s_types =
    [
        "identified", "pageViewed", "searched", "productViewed", "cartAdded", "orderCompleted", "orderRefunded", "custom",
    ];

    /// <summary>Names of the ready mappings.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(MappingCatalog).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A ready mapping by name, or a mapping file by path.</summary>
    public static ImportMapping Load(string nameOrPath)
    {
        if (Names.Contains(nameOrPath, StringComparer.Ordinal))
        {
            using var stream = typeof(MappingCatalog).Assembly.GetManifestResourceStream(Prefix + nameOrPath + ".json")!;
            return Read(stream, nameOrPath);
        }

        if (!File.Exists(nameOrPath))
        {
            throw new CommandException(
                $"There is no mapping '{nameOrPath}': name one of {string.Join(", ", Names)}, or a mapping file (JSON).");
        }

        using var file = File.OpenRead(nameOrPath);
        return Read(file, nameOrPath);
    }

    private static ImportMapping Read(Stream stream, string name)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize(stream, ImportJson.Default.ImportMapping)
                ?? throw new CommandException($"The mapping {name} is empty.");
            Check(mapping, name);
            return mapping;
        }
        catch (JsonException exception)
        {
            throw new CommandException($"The mapping {name} is not valid at {exception.Path ?? "$"}: {exception.Message}");
        }
    }

    private static void Check(ImportMapping mapping, string name)
    {
        string? fault = mapping switch
        {
            { Format: LineFormat.None } => "format must be csv, whitespace or jsonLines",
            { Delimiter.Length: not 1 } => $"delimiter '{mapping.Delimiter}' must be one character",
            { Customer: null, Anonymous: null } => "customer or anonymous must say where the id stands",
            { Format: not LineFormat.JsonLines, Header: false, Columns.Count: 0 } => "columns must be named when header is false",
            { Events.Count: 0 } => "events must hold at least one rule",
            { Source.Length: 0 or > 64 } => "source must have 1 to 64 characters",
            _ => mapping.Events.Select(Fault).FirstOrDefault(reason => reason is not null),
        };
        if (fault is null && !TimeZoneInfo.TryFindSystemTimeZoneById(mapping.Time.TimeZone, out _))
        {
            fault = $"time.timeZone '{mapping.Time.TimeZone}' is not a time zone of this machine";
        }

        if (fault is not null)
        {
            throw new CommandException($"The mapping {name} is not valid: {fault}.");
        }
    }

    private static string? Fault(EventRule rule) => rule switch
    {
        { Reject: null, Type: null } => "an event needs a type, or a code to reject with",
        { Reject: not null } => null,
        { Type: "orderCompleted" or "orderRefunded", Amount: null } => $"an event of type {rule.Type} needs an amount",
        { Type: "productViewed" or "cartAdded", Product: null } => $"an event of type {rule.Type} needs a product",
        { Type: "searched" or "custom", Name: null } => $"an event of type {rule.Type} needs a name",
        { Type: { } type } when !s_types.Contains(type) => $"'{rule.Type}' is not a type of event that an import makes",
        _ => null,
    };
}
