namespace DbMarketing.Engine.CrossSell;

/// <summary>The surest rule that leads a customer to a product now. A decision that goes by it records it.</summary>
/// <param name="Product">The product's id.</param>
/// <param name="From">What the customer has: a product of the cart, or one bought before.</param>
/// <param name="Kind"><see cref="RuleKind.Together"/> from the cart, <see cref="RuleKind.Next"/> from what was bought.</param>
/// <param name="Confidence">The rule's confidence, 0 to 1.</param>
public sealed record ProductRule(string Product, string From, RuleKind Kind, double Confidence);
