using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Decisions;

/// <summary>
/// Names a decision by where it stands in the journal: the customer's key, the turn, and the entry's place within the turn. Text
/// form <c>d-KEY-SEQUENCE-INDEX</c>, key and sequence in hexadecimal.
/// </summary>
public readonly record struct DecisionId(CustomerKey Customer, long Sequence, int Index)
{
    /// <summary>True for <c>default</c>.</summary>
    public bool IsDefault => Customer.IsDefault;

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DecisionId id)
    {
        id = default;
        var parts = text is { Length: <= 64 } ? text.Split('-') : [];
        if (parts.Length != 4 || parts[0] != "d"
            || !long.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
            || !long.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || key <= 0 || sequence <= 0)
        {
            return false;
        }

        id = new(new CustomerKey(key), sequence, index);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"d-{Customer.Value:x}-{Sequence:x}-{Index}");
}
