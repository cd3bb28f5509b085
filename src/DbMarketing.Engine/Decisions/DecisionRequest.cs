namespace DbMarketing.Engine.Decisions;

/// <summary>A place on a page or screen that shows offers.</summary>
/// <param name="Id">The placement's id; 1 to 64 characters.</param>
/// <param name="Count">How many offers it takes; 1 to 20.</param>
public sealed record PlacementRequest(string Id, int Count = 1);

/// <summary>What is asked of a decision. Part of the stored record, so it holds only what the decision reads.</summary>
public sealed record DecisionRequest
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    public required string Channel { get; init; }

    /// <summary>1 to 16 placements, filled in this order; an offer stands in one placement only.</summary>
    public required IReadOnlyList<PlacementRequest> Placements { get; init; }

    /// <summary>What the caller knows of the moment, such as <c>intent = cancellation</c>; at most 32 keys.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>BCP 47 tag of the wanted language; null takes the customer's, then the playbook's first.</summary>
    public string? Language { get; init; }

    /// <summary>The caller's idempotency key: the same request id returns the stored decision. Up to 100 characters.</summary>
    public string? RequestId { get; init; }

    /// <summary>Groups the decisions of one visit, so that a placement reuses its reservation; null means the current session.</summary>
    public string? SessionId { get; init; }

    /// <summary>
    /// Whether <paramref name="other"/>, as a caller sent it, asks for the same as this stored request, whatever the request ids and the
    /// order of the context. A caller that named no session asked for the one that the decision was then made in.
    /// </summary>
    public bool AsksTheSameAs(DecisionRequest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Channel == other.Channel && Language == other.Language && (other.SessionId is null || SessionId == other.SessionId)
            && Placements.SequenceEqual(other.Placements)
            && Context.Count == other.Context.Count
            && Context.All(pair => other.Context.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }
}
