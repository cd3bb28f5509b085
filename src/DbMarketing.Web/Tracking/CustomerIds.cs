using System.Buffers;
using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>Checks ids of customers as they come from outside.</summary>
internal static class CustomerIds
{
    /// <summary>What is wrong with an id, or null.</summary>
    public static Verdict? FaultOf(string field, string id)
    {
        if (id.Length > CustomerId.MaxLength)
        {
            return Verdict.Rejected("id_too_long", $"{field} has {id.Length} characters; the limit is {CustomerId.MaxLength}.");
        }

        return id.Any(char.IsControl) || string.IsNullOrWhiteSpace(id) || HoldsHalfACharacter(id)
            ? Verdict.Rejected("id_invalid", $"{field} is blank, or holds a control character or half of a character.")
            : null;
    }

    private static bool HoldsHalfACharacter(string id)
    {
        var rest = id.AsSpan();
        while (Rune.DecodeFromUtf16(rest, out _, out var length) == OperationStatus.Done)
        {
            rest = rest[length..];
        }

        return rest.Length > 0;
    }
}
