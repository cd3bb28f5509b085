namespace DbMarketing.Web.Live;

/// <summary>A subscription that is not allowed or beyond a limit; the message is for the caller.</summary>
internal sealed class SubscriptionRefusedException(string message) : Exception(message);
