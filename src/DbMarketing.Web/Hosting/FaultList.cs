using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Hosting;

/// <summary>The faults of a playbook for a reader, each a line of its own; of very many, the first and how many more there are.</summary>
internal static class FaultList
{
    private const int MaxShown = 20;

    public static IEnumerable<string> Lines(IReadOnlyList<PlaybookFault> faults)
    {
        var shown = faults.Take(MaxShown).Select(fault => $"  {fault.File} {fault.Path}: {fault.Reason}");
        return faults.Count > MaxShown ? shown.Append($"  and {faults.Count - MaxShown} more") : shown;
    }

    public static string Count(IReadOnlyList<PlaybookFault> faults) => faults.Count == 1 ? "1 fault" : $"{faults.Count} faults";
}
