using System.Collections.ObjectModel;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Segments;

/// <summary>
/// The review that ends a turn: compares the segments that the customer is in, and its standing, with what was announced last. Begun on
/// the state before the turn, so that what time alone had changed by then gets its own instant. Segments that read the population are
/// never stored: they are evaluated when asked for. For one turn, not thread-safe; reads the state, changes nothing.
/// </summary>
internal sealed class Review
{
    /// <summary>How far ahead is looked first: what changes soon is found without a search through all that is far.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromDays(1);

    private readonly CustomerState _state;
    private readonly ReferenceData _reference;
    private readonly CompiledPlaybook _playbook;
    private readonly string _version;
    private readonly LastReview _last;
    private readonly List<string> _inside;
    private List<SegmentChange>? _entered;
    private List<SegmentChange>? _left;

    public Review(CustomerState state, ReferenceData reference)
    {
        (_state, _reference, _playbook, _version) = (state, reference, reference.Playbook, reference.ReviewVersion);
        _last = state.LastReview ?? new();
        _inside = [.. _last.Memberships.Select(static membership => membership.Segment)];
    }

    /// <summary>
    /// Whether a review would find something though the customer does nothing: time has come, another playbook or lag model holds, or it
    /// was never reviewed.
    /// </summary>
    public static bool IsDue(CustomerState state, ReferenceData reference, DateTimeOffset now)
    {
        if (state.Sequence == 0)
        {
            return false;
        }

        var last = state.LastReview;
        return Counts(state)
            ? last?.Standing is null || last.Version != reference.ReviewVersion || last.DueAt <= now
            : last is not null && (last.Standing is not null || last.DueAt is not null);
    }

    /// <summary>
    /// Follows what time alone changed before <paramref name="now"/>, each at its own instant; call it before the turn changes the state.
    /// After so many steps the rest is found as of the turn.
    /// </summary>
    public void CatchUp(DateTimeOffset now, int mostSteps)
    {
        // Under another playbook the instants that were indexed mean nothing: its segments begin with the turn that sees it.
        if (!Counts(_state) || _last.Version != _version)
        {
            return;
        }

        var at = _last.DueAt;
        for (var step = 0; step < mostSteps && at < now; step++)
        {
            Compare(at.Value);
            at = SegmentsChangeAt(at.Value, before: now);
        }
    }

    /// <summary>What is to be announced as of <paramref name="now"/>, after the turn's other entries; null when nothing is.</summary>
    public Reviewed? Conclude(DateTimeOffset now)
    {
        if (Standings.Of(_state, _playbook.TimeZone, now, _playbook.LagCategories) is not { } standing)
        {
            return EndCounting(now);
        }

        var newVersion = _last.Version != _version;
        if (newVersion)
        {
            LeaveUnknown(now);
        }

        Compare(now);
        // What the index holds already, and nothing later, need not be looked for.
        var fired = _last.DueAt <= now;
        var held = fired ? null : _last.DueAt;
        var next = Standings.ChangesAt(_state, _playbook.TimeZone, now);
        next = SegmentsChangeAt(now, Earlier(next, held) ?? DateTimeOffset.MaxValue) ?? next;
        var due = held is null || next < held ? next : null;
        var moved = _last.Standing != standing;
        return newVersion || moved || fired || due is not null || _entered is not null || _left is not null
            ? new()
            {
                At = now,
                Version = newVersion ? _version : null,
                Entered = _entered ?? [],
                Left = _left ?? [],
                Was = moved ? _last.Standing : null,
                Is = moved ? standing : null,
                DueAt = due,
            }
            : null;
    }

    private static bool Counts(CustomerState state) => !state.IsTest && state.MergedInto is null;

    private Reviewed? EndCounting(DateTimeOffset now)
    {
        if (_last is { Standing: null, DueAt: null })
        {
            return null;
        }

        foreach (var segment in _inside)
        {
            (_left ??= []).Add(new(segment, now, null));
        }

        return new() { At = now, Entered = _entered ?? [], Left = _left ?? [], Was = _last.Standing };
    }

    private void LeaveUnknown(DateTimeOffset now)
    {
        foreach (var segment in _inside.FindAll(id => !_playbook.StoredSegments.Any(stored => stored.Source.Id == id)))
        {
            _inside.Remove(segment);
            (_left ??= []).Add(new(segment, now, null));
        }
    }

    private void Compare(DateTimeOffset at)
    {
        var input = InputAt(at);
        foreach (var segment in _playbook.StoredSegments)
        {
            var id = segment.Source.Id;
            var holds = segment.Condition.Holds(input);
            if (holds == _inside.Contains(id))
            {
                continue;
            }

            var change = new SegmentChange(id, at, ReasonOf(segment.Condition, input));
            if (holds)
            {
                _inside.Add(id);
                (_entered ??= []).Add(change);
            }
            else
            {
                _inside.Remove(id);
                (_left ??= []).Add(change);
            }
        }
    }

    /// <summary>In whole milliseconds, as the engine's clock goes: the first of them at which a segment may have changed.</summary>
    private DateTimeOffset? SegmentsChangeAt(DateTimeOffset now, DateTimeOffset before)
    {
        var input = InputAt(now);
        var near = now + Near;
        var earliest = near < before ? EarliestChange(input, near) ?? EarliestChange(input, before) : EarliestChange(input, before);
        return earliest is { } exact && UtcMillisecondsConverter.Truncate(exact) is var whole && whole < exact
            ? whole.AddMilliseconds(1)
            : earliest;
    }

    private DateTimeOffset? EarliestChange(ConditionInput input, DateTimeOffset before)
    {
        DateTimeOffset? earliest = null;
        foreach (var segment in _playbook.TimedSegments)
        {
            earliest = segment.Condition.ChangesAt(input, earliest ?? before) ?? earliest;
        }

        return earliest;
    }

    private ConditionInput InputAt(DateTimeOffset at) => new(
        _state, at, ReadOnlyDictionary<string, string>.Empty, null,
        Lags: _playbook.ReadsLags ? LagReading.Live(_state, _reference) : null);

    private string ReasonOf(CompiledCondition condition, ConditionInput input)
    {
        var source = _playbook.Source;
        var words = ConditionWords.Of(source.Languages is [var first, ..] ? first : null, source);
        var reason = words.Reason(condition.Explain(input));
        return reason.Length <= StateLimits.ReasonCharacters ? reason : reason[..(StateLimits.ReasonCharacters - 1)] + "…";
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) => right is null || left <= right ? left : right;
}
