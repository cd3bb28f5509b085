using System.Collections.Concurrent;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// Reviews customers again by the stored playbook version that their last review names, and says what differs. A customer who was never
/// reviewed is in no fault; of one whose version is not stored, or refused by this engine version, only the due index is compared.
/// Thread-safe.
/// </summary>
internal sealed class ReviewVerifier(IJournalStore store)
{
    private readonly ConcurrentDictionary<string, Task<CompiledPlaybook?>> _playbooks = [];

    /// <summary>What is wrong, in words that follow the customer's key.</summary>
    /// <param name="state">The fold of all rows.</param>
    /// <param name="at">When the last turn was taken.</param>
    /// <param name="due">What the due index holds of the customer.</param>
    public async Task<List<string>> CheckAsync(
        CustomerState state, DateTimeOffset at, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        if (state.LastReview?.DueAt != due)
        {
            faults.Add($"is due at {Words(due)} by the due index, and at {Words(state.LastReview?.DueAt)} by its rows.");
        }

        if (state.LastReview is not { Playbook: { } version } last)
        {
            return faults;
        }

        var playbook = await _playbooks.GetOrAdd(version, wanted => ReadAsync(wanted, cancellationToken));
        if (playbook is null)
        {
            return faults;
        }

        // A second review in the same instant has nothing to say, whatever the first one was.
        if (new Review(state, playbook).Conclude(at) is not { } missing)
        {
            return faults;
        }

        faults.AddRange(missing.Entered.Select(change => $"should be in segment '{change.Segment}', and is not."));
        faults.AddRange(missing.Left.Select(change => $"should not be in segment '{change.Segment}', and is."));
        if (missing.MovedStanding)
        {
            faults.Add($"should stand at '{missing.Is}', and stands at '{last.Standing}'.");
        }

        if (missing.DueAt is { } earlier)
        {
            faults.Add($"changes at {Words(earlier)}, and is due at {Words(last.DueAt)}.");
        }

        return faults;
    }

    private async Task<CompiledPlaybook?> ReadAsync(string version, CancellationToken cancellationToken) =>
        (await PlaybookLibrary.ReadVersionAsync(store, version, cancellationToken))?.Playbook;

    private static string Words(DateTimeOffset? instant) => instant?.ToString("O") ?? "no instant";
}
