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
    private Session? _latest;

    internal Sessions(RecentInteractions recent) => _recent = recent;

    /// <summary>
    /// Newest first; at most <see cref="StateLimits.Sessions"/>, cut from the newest <see cref="StateLimits.RecentInteractions"/>.
    /// </summary>
    public IReadOnlyList<Session> Newest => _newest ??= ReadNewest();

    /// <summary>The session that is open at that instant, or null.</summary>
    public Session? Current(DateTimeOffset now)
    {
        if (_recent.Count == 0)
        {
            return null;
        }

        // Each turn's review asks for the latest alone; the others cost several times as much.
        var latest = _latest ??= SessionOf(Cut().Min(Comparer<Visit>.Create(Compare)));
        return now - latest.LastAt < IdleTime ? latest : null;
    }

    internal void Forget() => (_newest, _latest) = (null, null);

    private Session[] ReadNewest()
    {
        var visits = Cut();
        visits.Sort(Compare);
        return [.. visits.Take(StateLimits.Sessions).Select(SessionOf)];
    }

    private List<Visit> Cut()
    {
        var visits = new List<Visit>();
        var latest = 0;
        foreach (ref readonly var cell in _recent.Cells)
        {
            var views = cell.Kind == ProductViewedCode ? 1 : 0;
            var cut = CollectionsMarshal.AsSpan(visits);
            var place = cell.Session != 0 ? LastOf(cut, cell.Session)
                // What carries no session id, such as an order sent by a back end, belongs to the visit that is open.
                : cut.Length > 0 && cell.AtMs - cut[latest].LastMs < IdleMs ? latest : -1;
            if (place < 0)
            {
                place = visits.Count;
                visits.Add(new(cell.Session, cell.Channel, cell.AtMs, cell.AtMs, 1, views));
            }
            else
            {
                ref var visit = ref cut[place];
                var channel = visit.Channel == 0 ? cell.Channel : visit.Channel;
                visit = new(visit.Label, channel, visit.StartedMs, cell.AtMs, visit.Interactions + 1, visit.ProductViews + views);
            }

            // Interactions come in the order of their times: this one's visit is the latest, or the last begun of the same instant.
            latest = visits[latest].LastMs < cell.AtMs ? place : Math.Max(latest, place);
        }

        return visits;
    }

    private static int LastOf(ReadOnlySpan<Visit> visits, byte label)
    {
        var last = visits.Length - 1;
        while (last >= 0 && visits[last].Label != label)
        {
            last--;
        }

        return last;
    }

    private int Compare(Visit left, Visit right) =>
        left.LastMs != right.LastMs ? right.LastMs.CompareTo(left.LastMs) : string.CompareOrdinal(IdOf(left), IdOf(right));

    private Session SessionOf(Visit visit) => new(
        IdOf(visit), _recent.TextOf(visit.Channel), DateTimeOffset.FromUnixTimeMilliseconds(visit.StartedMs),
        DateTimeOffset.FromUnixTimeMilliseconds(visit.LastMs), visit.Interactions, visit.ProductViews);

    private string IdOf(Visit visit) =>
        _recent.TextOf(visit.Label) ?? string.Create(CultureInfo.InvariantCulture, $"s-{visit.StartedMs:x}");

    /// <summary>A visit while it is cut, with the labels of its session id and channel, 0 for none.</summary>
    private readonly record struct Visit(byte Label, byte Channel, long StartedMs, long LastMs, int Interactions, int ProductViews);
}

/// <summary>One visit.</summary>
public sealed record Session(
    string Id, string? Channel, DateTimeOffset StartedAt, DateTimeOffset LastAt, int Interactions, int ProductViews);
