using System.Text.Json;

namespace DbMarketing.Client.Live;

/// <summary>
/// The changes that arrive while one Subscribe is unanswered. A push may overtake the reply that names its subscription; without
/// this it would be taken for somebody else's, and its follower would stay behind until the next change. Not thread-safe.
/// </summary>
internal sealed class EarlyChanges
{
    /// <summary>Subscriptions whose changes are kept: those that changed last. By default a connection holds no more.</summary>
    public const int MaxSubscriptions = 32;

    private readonly List<LiveChange> _kept = [];

    /// <summary>Keeps a change, joined with the one kept before of the same subscription.</summary>
    public void Keep(LiveChange change)
    {
        var before = _kept.FindIndex(kept => kept.SubscriptionId == change.SubscriptionId);
        if (before >= 0)
        {
            change = Joined(_kept[before], change);
            _kept.RemoveAt(before);
        }
        else if (_kept.Count == MaxSubscriptions)
        {
            _kept.RemoveAt(0);
        }

        _kept.Add(change);
    }

    /// <summary>The change to deliver after the reply; null when there is none or the reply is newer.</summary>
    public LiveChange? After(LiveState reply) =>
        _kept.Find(kept => kept.SubscriptionId == reply.SubscriptionId && kept.Sequence >= reply.Sequence);

    // Not every change carries everything: what an earlier one brought still stands then.
    private static LiveChange Joined(LiveChange before, LiveChange change) => change with
    {
        PreviousSequence = before.PreviousSequence,
        Offers = change.Offers ?? before.Offers,
        View = change.View ?? before.View,
        More = Joined(before.More, change.More),
    };

    private static Dictionary<string, JsonElement>? Joined(Dictionary<string, JsonElement>? before, Dictionary<string, JsonElement>? change)
    {
        if (before is null || change is null)
        {
            return change ?? before;
        }

        var joined = new Dictionary<string, JsonElement>(before);
        foreach (var (name, value) in change)
        {
            joined[name] = value;
        }

        return joined;
    }
}
