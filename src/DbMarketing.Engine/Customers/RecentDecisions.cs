using DbMarketing.Engine.Decisions;

namespace DbMarketing.Engine.Customers;

/// <summary>The newest decisions whole, and by request id those of a longer time, so that a retried decide finds its answer.</summary>
internal sealed class RecentDecisions
{
    private NewestList<DecisionCell> _decisions;
    private NewestList<RequestCell> _requests;
    private SeenFilter? _filter;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Decision> Newest => [.. _decisions.Items.ToArray().Reverse().Select(cell => cell.Decision)];

    public Decision? Find(string decisionId)
    {
        foreach (var cell in _decisions.Items)
        {
            if (cell.Decision.Id == decisionId)
            {
                return cell.Decision;
            }
        }

        return null;
    }

    public RequestSighting FindRequest(string requestId)
    {
        var hash = StableHash.Request(requestId);
        foreach (var cell in _requests.Items)
        {
            if (cell.Hash == hash)
            {
                return new(cell.DecisionId, false);
            }
        }

        return new(null, _filter is not null && _filter.MightContain(hash));
    }

    public void Add(Decision decision)
    {
        _decisions.Add(new(decision), StateLimits.Decisions, out _);
        if (decision.Request.RequestId is { } request)
        {
            AddRequest(new(StableHash.Request(request), decision.Now.ToUnixTimeMilliseconds(), decision.Id));
        }
    }

    public DecisionsSnapshot? Capture() => _decisions.Count == 0 ? null : new(
        [.. _decisions.Items.ToArray().Select(cell => cell.Decision)],
        [.. _requests.Items.ToArray().Select(cell => new RequestSnapshot(unchecked((long)cell.Hash), cell.AtMs, cell.DecisionId))],
        _filter?.Capture());

    public void Merge(DecisionsSnapshot? other)
    {
        if (other is null)
        {
            return;
        }

        foreach (var decision in other.Decisions)
        {
            _decisions.Add(new(decision), StateLimits.Decisions, out _);
        }

        foreach (var request in other.Requests)
        {
            AddRequest(new(unchecked((ulong)request.Hash), request.AtMs, request.DecisionId));
        }

        if (other.Filter is not null)
        {
            (_filter ?? FillFilter()).Merge(other.Filter);
        }
    }

    private void AddRequest(RequestCell cell)
    {
        _filter?.Add(cell.Hash);
        if (_requests.Add(cell, StateLimits.Requests, out var evicted) && _filter is null)
        {
            FillFilter().Add(evicted.Hash);
        }
    }

    private SeenFilter FillFilter()
    {
        _filter = new();
        foreach (var cell in _requests.Items)
        {
            _filter.Add(cell.Hash);
        }

        return _filter;
    }

    private readonly record struct DecisionCell(Decision Decision) : IComparable<DecisionCell>
    {
        public int CompareTo(DecisionCell other)
        {
            var order = Decision.Now.CompareTo(other.Decision.Now);
            order = order != 0 ? order : Decision.Sequence.CompareTo(other.Decision.Sequence);
            return order != 0 ? order : string.CompareOrdinal(Decision.Id, other.Decision.Id);
        }
    }

    private readonly record struct RequestCell(ulong Hash, long AtMs, string DecisionId) : IComparable<RequestCell>
    {
        public int CompareTo(RequestCell other) => AtMs != other.AtMs ? AtMs.CompareTo(other.AtMs) : Hash.CompareTo(other.Hash);
    }
}

/// <summary>What the state knows of a request id.</summary>
/// <param name="DecisionId">The decision it was answered with; null when it is not known here.</param>
/// <param name="NeedsHistory">It may have been answered long ago: only the customer's history knows.</param>
public readonly record struct RequestSighting(string? DecisionId, bool NeedsHistory);
