using System.Text.Json.Serialization;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// What one part of an order adds to what the population counts of items, as far as the order itself does not say it. The order's items
/// form its basket; each counts once for its customer among those that can lead on. Lists are null when empty: the first part of a
/// customer's first order says nothing more.
/// </summary>
public sealed record BasketChange
{
    /// <summary>Items of the same order that came before; null for its first part.</summary>
    public IReadOnlyList<string>? Earlier { get; init; }

    /// <summary>The customer had bought something before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Returning { get; init; }

    /// <summary>
    /// Only the order's basket counts: the state has forgotten items that its customer bought, so nothing of the following is known to be
    /// new.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool BasketOnly { get; init; }

    /// <summary>Those of the order's items that the customer had bought before.</summary>
    public IReadOnlyList<string>? Again { get; init; }

    /// <summary>Items that the customer has now bought after another order, and had not so far.</summary>
    public IReadOnlyList<string>? Following { get; init; }

    /// <summary>Pairs that are true of the customer now and were not so far: bought, and bought next.</summary>
    public IReadOnlyList<ItemStep>? Next { get; init; }

    /// <summary>The same of dearer items of the same category (<see cref="CrossSell.UpSells"/>).</summary>
    public IReadOnlyList<ItemStep>? UpSells { get; init; }
}

/// <summary>Pairs of items: each of the one side was followed by each of the other.</summary>
public sealed record ItemStep(IReadOnlyList<string> From, IReadOnlyList<string> To);
