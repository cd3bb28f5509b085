using System.Globalization;
using System.Runtime.InteropServices;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>The newest visits. One ends after 30 idle minutes, or when the sender's session id changes.</summary>
public sealed class Sessions
{
    /// <summary>How long a visit stays open without an interaction.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(30);

    private static readonly long IdleMs = (long)IdleTime.TotalMilliseconds;
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

    private Session[] Cut()
    {
        var visits = new List<Visit>();
        foreach (ref readonly var cell in _recent.Cells)
        {
            var views = cell.Kind == ProductViewedCode ? 1 : 0;
            var place = PlaceOf(CollectionsMarshal.AsSpan(visits), cell);
            if (place < 0)
            {
                visits.Add(new(cell.Session, cell.Channel, cell.AtMs, cell.AtMs, 1, views));
                continue;
            }

            ref var visit = ref CollectionsMarshal.AsSpan(visits)[place];
            visit = new(
                visit.Label, visit.Channel == 0 ? cell.Channel : visit.Channel, visit.StartedMs, cell.AtMs,
                visit.Interactions + 1, visit.ProductViews + views);
        }

        var newest = visits.ConvertAll(SessionOf);
        newest.Sort(static (left, right) => left.LastAt != right.LastAt
            ? right.LastAt.CompareTo(left.LastAt)
            : string.CompareOrdinal(left.Id, right.Id));
        return [.. newest.Take(StateLimits.Sessions)];
    }

    private Session SessionOf(Visit visit) => new(
        _recent.TextOf(visit.Label) ?? string.Create(CultureInfo.InvariantCulture, $"s-{visit.StartedMs:x}"),
        _recent.TextOf(visit.Channel),
        DateTimeOffset.FromUnixTimeMilliseconds(visit.StartedMs),
        DateTimeOffset.FromUnixTimeMilliseconds(visit.LastMs),
        visit.Interactions,
        visit.ProductViews);

    private static int PlaceOf(ReadOnlySpan<Visit> visits, RecentCell cell)
    {
        if (cell.Session != 0)
        {
            var last = visits.Length - 1;
            while (last >= 0 && visits[last].Label != cell.Session)
            {
                last--;
            }

            return last;
        }

        // What carries no session id, such as an order sent by a back end, belongs to the visit that is open.
        var open = -1;
        for (var i = 0; i < visits.Length; i++)
        {
            if (cell.AtMs - visits[i].LastMs < IdleMs && (open < 0 || visits[i].LastMs >= visits[open].LastMs))
            {
                open = i;
            }
        }

        return open;
    }

    /// <summary>A visit while it is cut, with the labels of its session id and channel, 0 for none.</summary>
    private readonly record struct Visit(byte Label, byte Channel, long StartedMs, long LastMs, int Interactions, int ProductViews);
}

/// <summary>One visit.</summary>
public sealed record Session(
    string Id, string? Channel, DateTimeOffset StartedAt, DateTimeOffset LastAt, int Interactions, int ProductViews);
