using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Server.Commands;

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

    public EngineLimits Limits { get; init; } = Bind<EngineLimits>("Engine");

    public JournalWriterOptions WriterOptions { get; init; } = Bind<JournalWriterOptions>("Journal");

    /// <summary>Options with what the environment says of their section.</summary>
    private static T Bind<T>(string section)
        where T : class, new()
    {
        try
        {
            return Settings.Read().GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException exception)
        {
            throw new CommandException($"A setting {Settings.Prefix}{section}__… cannot be read: {exception.Message}");
        }
    }
}
