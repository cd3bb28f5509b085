namespace DbMarketing.Engine.Playbooks;

/// <summary>A place in a playbook's files: where a fault is, and where the parts below it are.</summary>
internal readonly record struct FaultPlace(string File, string Path)
{
    public FaultPlace Member(string name) => this with { Path = $"{Path}.{name}" };

    public FaultPlace Item(int index) => this with { Path = $"{Path}[{index}]" };
}

/// <summary>Collects all faults of one load, in the order in which they are found, up to <see cref="PlaybookLimits.Faults"/>.</summary>
internal sealed class FaultList
{
    private readonly List<PlaybookFault> faults = [];
    private int dropped;

    public int Count => faults.Count + dropped;

    public void Add(FaultPlace place, string reason)
    {
        if (faults.Count < PlaybookLimits.Faults)
        {
            faults.Add(new(place.File, place.Path, reason));
        }
        else
        {
            dropped++;
        }
    }

    public IReadOnlyList<PlaybookFault> ToList() => dropped == 0
        ? faults
        : [.. faults, new("playbook", "$", $"{dropped} more faults; {PlaybookLimits.Faults} are listed at most")];
}
