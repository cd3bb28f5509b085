using System.Collections.Concurrent;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// Reviews customers again by the stored versions of playbook and lag model that their last review names, and says what differs. A customer
/// who was never reviewed is in no fault; of one whose versions are not stored any more, or cannot be compiled, only the due index is
/// compared. Segments that newer checks cannot read are not compared. Thread-safe.
/// </summary>
internal sealed class ReviewVerifier(IJournalStore store)
{
    private readonly ConcurrentDictionary<string, Task<ReferenceData?>> _references = [];

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

        if (state.LastReview is not { Version: { } version } last)
        {
            return faults;
        }

        var reference = await _references.GetOrAdd(version, wanted => ReadAsync(wanted, cancellationToken));
        if (reference is null)
        {
            return faults;
        }

        // A second review in the same instant has nothing to say, whatever the first one was.
        if (new Review(state, reference).Conclude(at) is not { } missing)
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

    private async Task<ReferenceData?> ReadAsync(string version, CancellationToken cancellationToken)
    {
        var parts = version.Split('+');
        if ((await PlaybookLibrary.ReadStoredAsync(store, parts[0], cancellationToken))?.Playbook is not { } playbook)
        {
            return null;
        }

        var reference = new ReferenceData(playbook, new FixedPropensity());
        if (parts.Length == 1)
        {
            return reference;
        }

        var history = await LagModels.ReadAsync(store, cancellationToken);
        return history.Models.FirstOrDefault(model => model.Version == parts[1]) is { } lag ? reference with { Lag = lag } : null;
    }

    private static string Words(DateTimeOffset? instant) => instant?.ToString("O") ?? "no instant";
}
