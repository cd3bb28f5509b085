using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Customers;

/// <summary>Reads a customer's journal rows as items: one for each entry.</summary>
internal sealed class Timeline(IJournalStore store)
{
    /// <summary>
    /// Rows with a sequence in (<paramref name="after"/>, <paramref name="before"/>); empty for a customer without any. The page ends at
    /// <paramref name="limit"/> rows, or with the row that fills <paramref name="bytes"/>, which several pages of one answer may share.
    /// </summary>
    public async Task<TimelinePage> ReadAsync(
        CustomerId customer, long after, long before, int limit, bool newestFirst, PageBytes bytes, CancellationToken cancellationToken)
    {
        if (await store.OpenCustomerAsync(customer, 0, cancellationToken) is not { } opening)
        {
            return new TimelinePage([], null, null);
        }

        var rows = await store.ReadCustomerAsync(opening.Key, after, before, limit, newestFirst, cancellationToken);
        var taken = bytes.Take(rows);
        var more = taken.Count < rows.Count || JournalReads.IsFull(rows, limit);
        var next = taken.Count > 0 ? taken[^1].Sequence : newestFirst ? before : after;
        return new TimelinePage(
            [.. taken.SelectMany(row => ItemsOf(row, newestFirst))],
            more && newestFirst ? next : null,
            more && !newestFirst ? next : null);
    }

    private static List<TimelineItem> ItemsOf(JournalRow row, bool newestFirst)
    {
        var entries = JsonElement.Parse(row.Payload.Span);
        var items = new List<TimelineItem>(entries.GetArrayLength());
        foreach (var entry in entries.EnumerateArray())
        {
            if (entry.GetProperty("entry").ValueEquals("reviewed"))
            {
                AddSegments(items, row, entry);
            }
            else
            {
                items.Add(ItemOf(row, items.Count, entry));
            }
        }

        if (newestFirst)
        {
            items.Reverse();
        }

        return items;
    }

    /// <summary>Of a review, which ends its turn, only the segments are the customer's story: one item for each change.</summary>
    private static void AddSegments(List<TimelineItem> items, JournalRow row, JsonElement review)
    {
        var changes = ChangesOf("left", "segmentLeft").Concat(ChangesOf("entered", "segmentEntered"));
        foreach (var (entry, at, change) in changes.OrderBy(static item => item.At))
        {
            items.Add(new()
            {
                Sequence = row.Sequence,
                Index = items.Count,
                At = row.At,
                Entry = entry,
                EffectiveAt = at,
                Segment = change.GetProperty("segment").GetString(),
                Reason = Part(change, "reason")?.GetString(),
            });
        }

        IEnumerable<(string Entry, DateTimeOffset At, JsonElement Change)> ChangesOf(string list, string entry) =>
            review.GetProperty(list).EnumerateArray().Select(change => (entry, change.GetProperty("at").GetDateTimeOffset(), change));
    }

    /// <summary>The states that a merge carries over stay inside: the page shows that it happened, and with whom.</summary>
    private static TimelineItem ItemOf(JournalRow row, int index, JsonElement entry) => new()
    {
        Sequence = row.Sequence,
        Index = index,
        At = row.At,
        Entry = entry.GetProperty("entry").GetString()!,
        Interaction = Part(entry, "interaction"),
        EffectiveAt = Part(entry, "effectiveAt")?.GetDateTimeOffset(),
        BaseAmount = Part(entry, "baseAmount")?.GetDecimal(),
        Contact = Part(entry, "contact"),
        Decision = Part(entry, "decision"),
        Other = (Part(entry, "other") ?? Part(entry, "survivor") ?? Part(entry, "loser"))?.GetString(),
        Refused = Part(entry, "refused")?.GetBoolean(),
    };

    private static JsonElement? Part(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

/// <summary>
/// A page of the timeline. Ask again with <c>before</c> = nextBefore or <c>after</c> = nextAfter for
/// more.
/// </summary>
public sealed record TimelinePage(IReadOnlyList<TimelineItem> Items, long? NextBefore, long? NextAfter)
{
    /// <summary>For a browser: of a decision, what was offered where, without the numbers by which it was chosen.</summary>
    internal TimelinePage WithoutNumbers() => this with
    {
        Items = [.. Items.Select(i => i.Decision is { } decision ? i with { Decision = DecisionsInPublic.Of(decision) } : i)],
    };
}

/// <summary>One entry of the customer's journal.</summary>
public sealed record TimelineItem
{
    /// <summary>The customer's turn.</summary>
    public required long Sequence { get; init; }
    /// <summary>The item's place within the turn, from 0.</summary>
    public required int Index { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>
    /// <c>recorded</c>, <c>decided</c>, <c>linkRequested</c>, <c>linkClosed</c>, <c>mergedInto</c>, <c>absorbed</c>,
    /// <c>absorbDelivered</c>, <c>segmentEntered</c> or <c>segmentLeft</c>.
    /// </summary>
    public required string Entry { get; init; }
    public JsonElement? Interaction { get; init; }
    /// <summary>Of an interaction its sender's time, clamped; of a change of segment the instant since which it holds.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }
    public decimal? BaseAmount { get; init; }
    public JsonElement? Contact { get; init; }
    public JsonElement? Decision { get; init; }
    /// <summary>For merges: the other customer, as <c>k:ID</c> or <c>a:ID</c>.</summary>
    public string? Other { get; init; }
    public bool? Refused { get; init; }
    /// <summary>For a change of segment: the segment's id.</summary>
    public string? Segment { get; init; }
    /// <summary>For a change of segment: why, in the playbook's first language.</summary>
    public string? Reason { get; init; }
    /// <summary>For <c>absorbed</c>, under a server key: what the other id did before, bounded, and by the same rule what it had
    /// absorbed itself.</summary>
    public AbsorbedHistory? Absorbed { get; init; }
}
