using System.Text.Json;

namespace DbMarketing.Web.Decide;

/// <summary>What is asked of <c>POST /v1/decide</c>.</summary>
public sealed record DecideBody
{
    /// <summary>The known customer; this or anonymousId. With both, the interactions that come along join the two.</summary>
    public string? CustomerId { get; init; }
    public string? AnonymousId { get; init; }
    public string? Channel { get; init; }
    /// <summary>1 to 16 placements, each with its id and how many offers it takes (1 to 20).</summary>
    public IReadOnlyList<PlacementBody>? Placements { get; init; }
    /// <summary>What is known of the moment, such as <c>{"intent":"cancellation"}</c>; at most 32 scalars.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Context { get; init; }
    /// <summary>BCP 47 tag such as <c>ko</c>; without it the customer's language, then the playbook's first.</summary>
    public string? Language { get; init; }
    public string? SessionId { get; init; }
    /// <summary>Tracking events to record first, in the same turn; at most 100.</summary>
    public IReadOnlyList<JsonElement>? Interactions { get; init; }
    /// <summary>The same id again returns the stored decision; with another request it is refused with 409.</summary>
    public string? RequestId { get; init; }
    /// <summary>Stores and counts nothing.</summary>
    public bool DryRun { get; init; }
    /// <summary>
    /// With dryRun: decide as on that instant, with its offset. Of a past one the customer is as it stood then, of one to come time alone
    /// passes; the playbook is today's, and warnings say what else is of now. A past one goes without interactions.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }
}

public sealed record PlacementBody(string? Id, int Count = 1);
