using DbMarketing.Server.Demo;

namespace DbMarketing.Server.Hosting;

/// <summary>What <c>serve</c> was asked for.</summary>
internal sealed record ServeOptions
{
    public required IReadOnlyList<string> Urls { get; init; }
    public required Storage Storage { get; init; }
    public string? PlaybookFolder { get; init; }

    /// <summary>The synthetic shop; null for none.</summary>
    public DemoOptions? Demo { get; init; }
}
