namespace DbMarketing.Engine.Decisions;

/// <summary>
/// What became of every offer of the playbook in one decision. Filled by <see cref="Decider"/> when asked for; not thread-safe.
/// </summary>
public sealed class DecisionTrace
{
    private readonly List<TracedCandidate> candidates = [];

    /// <summary>Every offer, by issue, group and offer id.</summary>
    public IReadOnlyList<TracedCandidate> Candidates => candidates;

    internal void Record(IEnumerable<TracedCandidate> traced) => candidates.AddRange(traced);
}
