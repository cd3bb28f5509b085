using System.Globalization;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>The newest visits. One ends after 30 idle minutes, or when the sender's session id changes.</summary>
public sealed class Sessions
{
    /// <summary>How long a visit stays open without an interaction.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(30);

    private static readonly byte ProductViewedCode = InteractionKinds.CodeOf("productViewed");
    private readonly RecentInteractions _recent;
    private IReadOnlyList<Session>? _newest;

    internal Sessions(RecentInteractions recent) => _recent = recent;

    /// <summary>
    /// Newest first; at most <see cref="StateLimits.Sessions"/>, cut from the newest <see cref="StateLimits.RecentInteractions"/>.
    /// </summary>
    public IReadOnlyList<Session> Newest => _newest ??= Cut();

    /// <summary>The session that is open at that instant, or null.</summary>
    public Session? Current(DateTimeOffset now)
    {
        if (_recent.Count == 0 || Newest is not [var newest, ..])
        {
            return null;
        }

        return now - newest.LastAt < IdleTime ? newest : null;
    }

    internal void Forget() => _newest = null;

    private List<Session> Cut()
    {
        var sessions = new List<Session>();
        foreach (var item in _recent.Read())
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(item.AtMs);
            var views = item.Kind == ProductViewedCode ? 1 : 0;
            var place = PlaceOf(sessions, item, at);
            if (place < 0)
            {
                var id = item.Session ?? string.Create(CultureInfo.InvariantCulture, $"s-{item.AtMs:x}");
                sessions.Add(new(id, item.Channel, at, at, 1, views));
                continue;
            }

            var session = sessions[place];
            sessions[place] = session with
            {
                Channel = session.Channel ?? item.Channel,
                LastAt = at,
                Interactions = session.Interactions + 1,
                ProductViews = session.ProductViews + views,
            };
        }

        sessions.Sort(static (left, right) => left.LastAt != right.LastAt
            ? right.LastAt.CompareTo(left.LastAt)
            : string.CompareOrdinal(left.Id, right.Id));
        return sessions.Count > StateLimits.Sessions ? sessions.GetRange(0, StateLimits.Sessions) : sessions;
    }

    private static int PlaceOf(List<Session> sessions, RecentInteraction item, DateTimeOffset at)
    {
        if (item.Session is { } id)
        {
            return sessions.FindLastIndex(session => session.Id == id);
        }

        // What carries no session id, such as an order sent by a back end, belongs to the visit that is open.
        var open = -1;
        for (var i = 0; i < sessions.Count; i++)
        {
            if (at - sessions[i].LastAt < IdleTime && (open < 0 || sessions[i].LastAt >= sessions[open].LastAt))
            {
                open = i;
            }
        }

        return open;
    }
}

/// <summary>One visit.</summary>
public sealed record Session(
    string Id, string? Channel, DateTimeOffset StartedAt, DateTimeOffset LastAt, int Interactions, int ProductViews);
