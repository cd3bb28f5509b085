using System.Net;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Web.Tracking;

internal static class BlockedIds
{
    public static bool IsBlocked(string id) => id is "null" or "anonymous" or "-1" || id.All(c => c is '0' or '-');
}

internal static class AddressShortener
{
    public static string? Shorten(IPAddress address) => IPAddress.IsLoopback(address) ? address.ToString() : null;
}

internal static class CollectionFilter
{
    public static Interaction Apply(Interaction interaction, CollectionRule? rule) => rule is null ? interaction : interaction with { Unknown = null };
}

internal static class InteractionValidator
{
    public static Verdict? Validate(Interaction interaction, DateTimeOffset now) =>
        interaction.OccurredAt > now.AddDays(1) ? Verdict.Rejected("time_ahead", "timestamp is more than a day ahead.") : null;
}
