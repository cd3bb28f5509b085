namespace DbMarketing.Engine.CrossSell;

/// <summary>An order of a customer: when, and what.</summary>
public sealed record TimedBasket(DateTimeOffset At, Basket Basket);
