namespace DbMarketing.Engine.Conditions;

/// <summary>How one language speaks of a field; <c>{0}</c> is the value, <c>{1}</c> the last part of the field's name.</summary>
/// <param name="Noun">What it is, for a wish: <c>number of orders</c>.</param>
/// <param name="Says">A statement with the value, or of the truth of it: <c>{0} orders</c>, <c>a known customer</c>.</param>
/// <param name="Missing">The statement without a value, or when it is not true: <c>no purchase yet</c>.</param>
/// <param name="One">The statement for a single one, where it differs: <c>1 order</c>.</param>
/// <param name="Counter">What follows a number: <c>건</c>.</param>
/// <param name="IfTrue">For truths, the wish that it be so; without one it is made of <paramref name="Noun"/>.</param>
/// <param name="IfFalse">For truths, the wish that it be not so.</param>
internal sealed record FieldPhrase(
    string Noun, string Says, string Missing = "", string? One = null, string Counter = "", string? IfTrue = null, string? IfFalse = null);
