using DbMarketing.Server.Demo;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Hosting;

/// <summary>What <c>serve</c> was asked for.</summary>
internal sealed record ServeOptions
{
    public required WebHostOptions Web { get; init; }
    public required Storage Storage { get; init; }

    /// <summary>The synthetic shop; null for none.</summary>
    public DemoOptions? Demo { get; init; }
}
