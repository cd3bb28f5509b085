using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Hosting;

/// <summary>What a user sees when a host is ready.</summary>
internal sealed class Banner
{
    private readonly List<(string Name, string Text)> _facts = [];

    /// <summary>What to add to the desk's address, for a customer to begin with; "" for none.</summary>
    public string DeskQuery { get; init; } = "";

    /// <summary>Whether the host serves API and pages; one that does not tells only how it is.</summary>
    public bool HasPages { get; init; } = true;

    public Banner With(string name, string text)
    {
        _facts.Add((name, text));
        return this;
    }

    /// <summary>Names the active playbook, and what the user should know about its choice.</summary>
    public Banner With(CompiledPlaybook playbook, string? notice)
    {
        With("playbook", $"{playbook.Source.Name}, version {playbook.Version}, {playbook.Source.Offers.Count} offers");
        return notice is null ? this : With("", notice);
    }

    public void Write(TextWriter output, IEnumerable<string> urls)
    {
        var url = urls.First().Replace("[::]", "localhost", StringComparison.Ordinal).TrimEnd('/');
        output.WriteLine($"DbMarketing serves on {string.Join(", ", urls)}");
        foreach (var (name, text) in _facts)
        {
            output.WriteLine($"  {name,-10} {text}");
        }

        output.WriteLine();
        var pages = HasPages
            ? [("overview", "/"), ("shop", "/shop"), ("desk", "/desk" + DeskQuery), ("API", "/docs")]
            : new[] { ("health", "/health/ready") };
        foreach (var (name, path) in pages)
        {
            output.WriteLine($"  {name,-10} {url}{path}");
        }

        output.WriteLine();
        output.WriteLine("Ctrl+C stops it; nothing that was acknowledged is lost.");
        output.Flush();
    }
}
