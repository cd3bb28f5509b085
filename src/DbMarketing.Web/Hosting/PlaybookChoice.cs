using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Hosting;

/// <summary>Which playbook a process starts with: the named folder, else the one that was active last, else the shipped sample.</summary>
internal sealed record PlaybookChoice(CompiledPlaybook Playbook, string Origin, string? Notice)
{
    /// <summary>The origin of the shipped sample.</summary>
    public const string Sample = "sample";

    /// <summary>The sample that is shipped beside the program.</summary>
    public static string SampleFolder => Path.Combine(AppContext.BaseDirectory, "playbook");

    public static async Task<PlaybookChoice> ChooseAsync(
        IJournalStore store, string? folder, bool preferSample, CancellationToken cancellationToken)
    {
        if (folder is not null)
        {
            return new PlaybookChoice(Checked(PlaybookLoader.LoadFolder(folder), $"The playbook in {folder}"), "folder", null);
        }

        if (!preferSample && await PlaybookLibrary.ReadActiveAsync(store, cancellationToken) is { } active)
        {
            return new PlaybookChoice(Checked(active, "The playbook that was active last"), "start", null);
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
