using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Hosting;

/// <summary>Which playbook a process starts with: the named folder, else the one that was active last, else the shipped sample.</summary>
internal sealed record PlaybookChoice(CompiledPlaybook Playbook, string Origin, string? Notice)
{
    /// <summary>The origin of the shipped sample.</summary>
    public const string Sample = "sample";

    /// <summary>The sample that is shipped beside the program.</summary>
    public static string SampleFolder => Path.Combine(AppContext.BaseDirectory, "playbook");

    /// <param name="store">Where the one that was active last is.</param>
    /// <param name="folder">The folder that was named, or null.</param>
    /// <param name="preferSample">Takes the sample even when another was active last.</param>
    /// <param name="logger">Is told of faults that do not keep the process from starting.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PlaybookChoice> ChooseAsync(
        IJournalStore store, string? folder, bool preferSample, ILogger logger, CancellationToken cancellationToken)
    {
        if (folder is not null)
        {
            return new PlaybookChoice(Checked(PlaybookLoader.LoadFolder(folder), $"The playbook in {folder}"), "folder", null);
        }

        if (!preferSample && await PlaybookLibrary.ReadActiveAsync(store, cancellationToken) is { } active)
        {
            var playbook = active.Playbook ?? Checked(active, "The playbook that was active last");
            return new PlaybookChoice(playbook, "start", OutdatedPlaybook.NoticeOf(playbook, logger));
        }

        var sample = Checked(PlaybookLoader.LoadFolder(SampleFolder), "The sample playbook");
        return new PlaybookChoice(sample, Sample, preferSample
            ? null : "No playbook was named (--playbook FOLDER), so the shipped sample is active.");
    }

    private static CompiledPlaybook Checked(PlaybookLoad load, string what)
    {
        if (load.Playbook is { } playbook)
        {
            return playbook;
        }

        throw new CommandException($"{what} has {FaultList.Count(load.Faults)}:\n{string.Join('\n', FaultList.Lines(load.Faults))}");
    }
}
