namespace DbMarketing.Engine.Customers;

/// <summary>
/// The journal's 64-bit stand-in for a <see cref="CustomerId"/>. A lane hands keys out from its own range (lane in the high 16
/// bits), so two writers never hand out the same one. Zero is no key.
/// </summary>
public readonly record struct CustomerKey(long Value)
{
    /// <summary>True for <c>default</c>.</summary>
    public bool IsDefault => Value == 0;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
