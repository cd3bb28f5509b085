using DbMarketing.Engine.Customers;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Customers;

/// <summary>
/// Adds to a page what absorbed ids did before they became this customer, such as the visits before a sign-in. Their rows stay where they
/// were written; this only reads them along. It is for trusted callers alone: whoever sends events can have somebody else's anonymous id
/// absorbed, and must not read its past by that.
/// </summary>
internal sealed class AbsorbedHistories(Timeline timeline, WebOptions options)
{
    /// <summary>Items shown of one absorbed id, the newest.</summary>
    public const int MaxItems = 50;

    /// <summary>Ids absorbed by ids absorbed by …, counted from the page's own customer.</summary>
    public const int MaxDepth = 3;

    /// <summary>Absorbed ids read for one page; those beyond it are named without their items.</summary>
    public const int MaxIds = 20;

    /// <summary>The page with the histories, which together have as many bytes as a page of their own.</summary>
    public async Task<TimelinePage> AddAsync(TimelinePage page, BytesInFlight.Portion portion, CancellationToken cancellationToken)
    {
        var items = page.Items.ToArray();
        await AddAsync(items, 1, new Budget { Left = MaxIds, Bytes = new PageBytes(options, portion) }, cancellationToken);
        return page with { Items = items };
    }

    private async Task AddAsync(TimelineItem[] items, int depth, Budget ids, CancellationToken cancellationToken)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Entry == "absorbed" && CustomerId.TryParse(items[i].Other, out var loser))
            {
                items[i] = items[i] with { Absorbed = await ReadAsync(loser, depth, ids, cancellationToken) };
            }
        }
    }

    private async Task<AbsorbedHistory> ReadAsync(CustomerId loser, int depth, Budget ids, CancellationToken cancellationToken)
    {
        if (depth > MaxDepth || ids.Left == 0 || ids.Bytes.IsFull)
        {
            return new AbsorbedHistory([], More: true);
        }

        ids.Left--;
        var page = await timeline.ReadAsync(loser, 0, long.MaxValue, MaxItems, newestFirst: true, ids.Bytes, cancellationToken);
        var items = page.Items.Take(MaxItems).ToArray();
        await AddAsync(items, depth + 1, ids, cancellationToken);
        return new AbsorbedHistory(items, More: page.Items.Count > MaxItems || page.NextBefore > 1);
    }

    private sealed class Budget
    {
        public required int Left { get; set; }

        public required PageBytes Bytes { get; init; }
    }
}

/// <summary>What an absorbed id did before, newest first; at most 50 items.</summary>
/// <param name="More">There is more than is shown.</param>
public sealed record AbsorbedHistory(IReadOnlyList<TimelineItem> Items, bool More);
