using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Decide;

namespace DbMarketing.Web.Live;

/// <summary>Checks what a screen wants to follow, by the same rules as a decide.</summary>
internal static class LiveWish
{
    /// <summary>The decision to keep up to date, or null when no placements are asked.</summary>
    public static DecisionRequest? Check(SubscribeBody? wish, CompiledPlaybook playbook, string source, DateTimeOffset now)
    {
        if (wish is null)
        {
            throw new SubscriptionRefusedException("Subscribe needs an object that says whom to follow.");
        }

        var decides = wish.Placements is { Count: > 0 };
        var body = BodyOf(wish);
        // What comes along is kept while it lasts, so without placements as well it has the limits of a decide.
        var faults = DecideReader.FaultsOf(body, playbook, now)
            .Where(f => decides || f.Path is not ("$.channel" or "$.placements")).ToList();
        if (faults.Count > 0)
        {
            throw new SubscriptionRefusedException($"{faults[0].Path} {faults[0].Reason}.");
        }

        return decides ? DecideReader.RequestOf(body, playbook.CollectionFor(source)) : null;
    }

    public static CustomerId CustomerOf(SubscribeBody wish) => DecideReader.CustomerOf(BodyOf(wish));

    private static DecideBody BodyOf(SubscribeBody wish) => new()
    {
        CustomerId = wish.CustomerId,
        AnonymousId = wish.AnonymousId,
        Channel = wish.Channel,
        Placements = wish.Placements,
        Context = wish.Context,
        Language = wish.Language,
        SessionId = wish.SessionId,
    };
}
