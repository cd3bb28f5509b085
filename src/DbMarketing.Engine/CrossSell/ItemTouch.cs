namespace DbMarketing.Engine.CrossSell;

/// <summary>A customer viewed or bought an item.</summary>
/// <param name="At">When.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Category">Its category path; null when unknown, and then it has no up-sell.</param>
/// <param name="Price">Price of one piece, base currency; null when unknown, and then it has no up-sell.</param>
/// <param name="Bought">True when it was bought, false when it was viewed.</param>
public sealed record ItemTouch(DateTimeOffset At, string Item, string? Category, decimal? Price, bool Bought);
