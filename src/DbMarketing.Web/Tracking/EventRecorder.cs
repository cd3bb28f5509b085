using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Security;
using DbMarketing.Web.Telemetry;

namespace DbMarketing.Web.Tracking;

/// <summary>Hands judged events to the engine and puts its verdicts back into their places.</summary>
internal sealed class EventRecorder(ICustomerEngine engine, WebInstruments instruments)
{
    public async Task<IReadOnlyList<EventResult>> RecordAsync(
        Caller caller, DateTimeOffset receivedAt, IReadOnlyList<JudgedEvent> events, CancellationToken cancellationToken)
    {
        var interactions = events.SelectMany(e => e.Interactions).ToList();
        var verdicts = interactions.Count == 0 ? [] : await engine.RecordAsync(interactions, cancellationToken);
        var results = Combine(events, verdicts);
        await CountRefusedAsync(caller, receivedAt, events, cancellationToken);
        Count(results);
        return results;
    }

    /// <summary>
    /// Counts events that were refused here, once what came beside them is stored: a retry finds that stored and counts only
    /// itself.
    /// </summary>
    public async Task CountRefusedAsync(
        Caller caller, DateTimeOffset receivedAt, IReadOnlyList<JudgedEvent> events, CancellationToken cancellationToken)
    {
        var refused = events.Where(e => e.Refusal is not null)
            .Select(e => new RejectedInteraction(caller.Source, receivedAt, e.Refusal!.Value.Code!))
            .ToList();
        if (refused.Count > 0)
        {
            await engine.RecordRejectedAsync(refused, cancellationToken);
        }
    }

    /// <summary>An event that made several interactions has the verdict of its first, unless a later one was rejected.</summary>
    public static IReadOnlyList<EventResult> Combine(IReadOnlyList<JudgedEvent> events, IReadOnlyList<Verdict> verdicts)
    {
        var results = new EventResult[events.Count];
        var next = 0;
        for (var i = 0; i < events.Count; i++)
        {
            var judged = events[i];
            var verdict = judged.Refusal ?? verdicts[next];
            for (var part = 1; part < judged.Interactions.Count && verdict.Kind != VerdictKind.Rejected; part++)
            {
                verdict = verdicts[next + part] is { Kind: VerdictKind.Rejected } rejected ? rejected : verdict;
            }

            next += judged.Interactions.Count;
            results[i] = new EventResult(judged.Index, judged.MessageId, verdict.Kind, verdict.Code, verdict.Reason);
        }

        return results;
    }

    private void Count(IReadOnlyList<EventResult> results)
    {
        instruments.Judged("applied", results.Count(r => r.Verdict == VerdictKind.Applied));
        instruments.Judged("duplicate", results.Count(r => r.Verdict == VerdictKind.Duplicate));
        instruments.Judged("rejected", results.Count(r => r.Verdict == VerdictKind.Rejected));
    }
}
