namespace DbMarketing.Engine.Playbooks;

/// <summary>A name for customers by their scores; the first rule that holds names a customer.</summary>
/// <param name="Name">Such as <c>at risk</c>.</param>
/// <param name="Recency">The lowest and the highest score, as <c>[4, 5]</c>; left out for any.</param>
/// <param name="Frequency">The lowest and the highest score; left out for any.</param>
/// <param name="Monetary">The lowest and the highest score; left out for any.</param>
public sealed record RfmGroupRule(
    string Name, IReadOnlyList<int>? Recency = null, IReadOnlyList<int>? Frequency = null, IReadOnlyList<int>? Monetary = null);
