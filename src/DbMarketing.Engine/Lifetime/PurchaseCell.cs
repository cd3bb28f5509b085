namespace DbMarketing.Engine.Lifetime;

/// <summary>All customers of one history: the models' sufficient statistic.</summary>
/// <param name="Weight">How many they are; above 0.</param>
public readonly record struct PurchaseCell(PurchaseHistory History, double Weight = 1);
