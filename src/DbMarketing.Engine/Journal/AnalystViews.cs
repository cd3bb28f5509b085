namespace DbMarketing.Engine.Journal;

/// <summary>
/// The views of the journal for analysts' own tools, to read and nothing else. In PostgreSQL they are a schema of their own, named as the
/// journal's with <c>_analytics</c> behind, so that a role can be given them alone; in SQLite their names begin with <c>analytics_</c>.
/// Each reads the whole journal: meant for a copy, or for a quiet hour. Times are UTC: <c>timestamptz</c> in PostgreSQL, ISO 8601 text in
/// SQLite.
/// </summary>
public static class AnalystViews
{
    private static readonly AnalystColumn[] s_customer =
    [
        new("customer_key", "Number of the customer within this journal."),
        new("customer_id", "The id as its sender wrote it."),
        new("customer_kind", "known or anonymous."),
    ];

    private static readonly AnalystColumn[] s_turn =
    [
        .. s_customer,
        new("sequence", "The customer's turn, counted from 1."),
    ];

    /// <summary>Every view with its columns, in the order in which it has them.</summary>
    public static IReadOnlyList<AnalystView> All { get; } =
    [
        new("customers", "Every id that ever had a turn, those that became part of another included.",
        [
            .. s_customer, new("turns", "Turns so far."), new("first_turn_at", "When the first one was taken."),
            new("last_turn_at", "When the last one was taken."),
        ]),
        new("entries", "Every effect on a customer, as the journal keeps it; the other views pick from it.",
        [
            .. s_turn, new("number", "Its place within the turn, counted from 0."), new("at", "When the turn was taken."),
            new("entry", "recorded, decided, reviewed, linkRequested, linkClosed, mergedInto, absorbed or absorbDelivered."),
            new("content", "All of it, as JSON."),
        ]),
        new("interactions", "Every interaction that was applied.",
        [
            .. s_turn, new("type", "pageViewed, productViewed, orderCompleted and so on."), new("source", "Who sent it."),
            new("message_id", "Unique within its source."), new("channel", "As the playbook names it; may be unknown."),
            new("session_id", "The visit or the call; may be unknown."), new("occurred_at", "The sender's time."),
            new("effective_at", "The same, but at most five minutes after the receipt; all states go by it."),
            new("received_at", "When it came in."), new("content", "All that its sender said, as JSON."),
        ]),
        new("orders", "Every part of an order, and every refund.",
        [
            .. s_turn, new("type", "orderCompleted or orderRefunded."), new("order_id", "May be unknown."),
            new("effective_at", "When it counts."), new("amount", "In its own currency, never below 0."),
            new("currency", "May be unknown: then it is the base currency."),
            new("base_amount", "In base currency, below 0 for a refund; unknown when its currency has no rate."),
            new("new_order", "1 for the first part of an order, else 0."),
        ]),
        new("order_items", "Every product of every part of an order.",
        [
            .. s_turn, new("order_id", "May be unknown."), new("effective_at", "When it counts."), new("product_id", "The shop's id."),
            new("category", "Category path; may be unknown."), new("quantity", "Pieces."),
            new("price", "Of one piece, in the order's currency; may be unknown."), new("currency", "The order's; may be unknown."),
        ]),
        new("decisions", "Every offer that a decision chose, one row each.",
        [
            .. s_turn, new("decision_id", "As callers know it."), new("at", "The instant of the decision."),
            new("channel", "Where it was asked."), new("playbook_version", "The playbook that held."),
            new("placement", "Where it stands."), new("rank", "1 is the best within its placement."), new("offer_id", "The offer."),
            new("group_id", "Its group; empty for a fallback."), new("treatment_id", "Its treatment."),
            new("priority", "P × V × C × L."), new("propensity", "P, 0 to 1."), new("value", "V, base currency."),
        ]),
        new("outcomes", "What became of offers.",
        [
            .. s_turn, new("outcome", "offerPresented, offerClicked, offerAccepted, offerDeclined, offerIgnored or outcomeVoided."),
            new("decision_id", "The decision that chose it; may be unknown."), new("offer_id", "The offer."),
            new("treatment_id", "Its treatment; may be unknown."), new("placement", "Where it stood; may be unknown."),
            new("effective_at", "When it counts."),
        ]),
        new("segment_changes", "Every entering and leaving of a stored segment.",
        [
            .. s_turn, new("segment", "Its id in the playbook."), new("change", "entered or left."),
            new("at", "Since when it holds, to the millisecond."), new("reason", "Why, in words; unknown when the segment is gone."),
        ]),
        new("segment_members", "Who is in which stored segment.",
            [.. s_customer, new("segment", "Its id in the playbook."), new("since", "Since when.")]),
        new("standings", "What the population counts of each customer, as of its last review; test customers are left out.",
        [
            .. s_customer, new("orders", "Orders ever."), new("revenue", "Paid minus given back, base currency."),
            new("purchase_days", "Distinct days with a purchase."),
            new("first_day", "Day of the first purchase, in days since 1970-01-01; unknown without one."),
            new("last_day", "Day of the last one."), new("year_orders", "Orders of the newest 365 days."),
            new("year_revenue", "Revenue of the newest 365 days."), new("quarter_orders", "Orders of the newest 90 days."),
            new("quarter_revenue", "Revenue of the newest 90 days."),
        ]),
    ];
}

/// <summary>A view of the journal.</summary>
/// <param name="Name">Its name, without what its database puts before it.</param>
/// <param name="Summary">What its rows are.</param>
/// <param name="Columns">Its columns, in order.</param>
public sealed record AnalystView(string Name, string Summary, IReadOnlyList<AnalystColumn> Columns);

/// <summary>A column of a view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it says; one that may be unknown is null then.</param>
public sealed record AnalystColumn(string Name, string Summary);
