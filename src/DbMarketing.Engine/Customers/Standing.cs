using System.Text.Json.Serialization;
using DbMarketing.Engine.CriticalLag;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// What the population counts of one customer, as of a turn; days are of the business time zone, money is in base currency. A customer
/// without purchases has one, with zeros; a test customer and one that was merged away have none.
/// </summary>
public sealed record Standing
{
    /// <summary>Orders ever; parts of one order count once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Orders { get; init; }

    /// <summary>Paid minus given back, ever.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal Revenue { get; init; }

    /// <summary>Distinct days with a purchase, ever.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PurchaseDays { get; init; }

    /// <summary>The day number (days since 1970-01-01) of the first purchase; 0 without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int FirstDay { get; init; }

    /// <summary>The day number of the last purchase; 0 without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LastDay { get; init; }

    /// <summary>What was paid on <see cref="FirstDay"/>: no part of what repeat purchases are worth.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal FirstDayRevenue { get; init; }

    /// <summary>
    /// The gaps between the purchase days that the state keeps, the newest <see cref="StateLimits.PurchaseDays"/>; none before the second
    /// day. A day that is kept no longer takes its gap along, and the change is announced as any other, so sums over customers hold.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public GapStatistics Gaps { get; init; }

    /// <summary>The same between days on which something of a category was bought, for the categories that the playbook lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CategoryGaps Categories { get; init; }

    /// <summary>The newest 365 days, today included.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Window Year { get; init; }

    /// <summary>The newest 90 days, today included.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Window Quarter { get; init; }
}

/// <summary>Purchases of the newest whole days.</summary>
/// <param name="Orders">Orders whose latest part lies in them.</param>
/// <param name="Revenue">Paid minus given back in them, base currency.</param>
public readonly record struct Window(int Orders, decimal Revenue);
