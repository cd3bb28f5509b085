using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>What became of each event, in the order received.</summary>
public sealed record TrackingReply(bool Success, IReadOnlyList<EventResult> Results);

/// <summary>The verdict on one event.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="MessageId">Its id, as sent or as derived; null when none could be read.</param>
/// <param name="Verdict">Applied, duplicate or rejected.</param>
/// <param name="Code">For a rejection, a stable code.</param>
/// <param name="Reason">For a rejection, what is wrong and what is expected.</param>
public sealed record EventResult(int Index, string? MessageId, VerdictKind Verdict, string? Code = null, string? Reason = null);
