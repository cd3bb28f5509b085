using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Hosting;

/// <summary>What an <see cref="EngineHost"/> stands on.</summary>
internal sealed record EngineHostOptions
{
    public required Storage Storage { get; init; }

    /// <summary>Folder of the playbook; null takes the one that was active last, else the shipped sample.</summary>
    public string? PlaybookFolder { get; init; }

    /// <summary>Takes the shipped sample even when another playbook was active last.</summary>
    public bool PreferSample { get; init; }

    /// <summary>Where this process will answer, to be named to a second one on the same database.</summary>
    public string? Url { get; init; }

    public EngineLimits Limits { get; init; } = Settings.Bind<EngineLimits>("Engine", static limits => limits.Validate());

    public JournalWriterOptions WriterOptions { get; init; } =
        Settings.Bind<JournalWriterOptions>("Journal", static options => options.Validate());

    public ProjectionOptions Projections { get; init; } =
        Settings.Bind<ProjectionOptions>("Projections", static options => options.Validate());
}
