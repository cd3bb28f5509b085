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

        return id.Any(char.IsControl) || string.IsNullOrWhiteSpace(id)
            ? Verdict.Rejected("id_invalid", $"{field} is blank or holds a control character.")
            : null;
    }
}
