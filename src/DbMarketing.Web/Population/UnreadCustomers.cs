using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Population;

/// <summary>How answers that read customers say that some could not be read, and are left out.</summary>
internal static class UnreadCustomers
{
    /// <summary>What descriptions of operations say of it.</summary>
    public const string Words = " unreadable, in csv the header X-Unreadable, is how many customers were left out because their rows "
        + "cannot be read; it is left out when there are none.";

    /// <summary>The number as JSON has it.</summary>
    public static long? Shown(long customers) => customers > 0 ? customers : null;

    /// <summary>The number as a header, beside a table.</summary>
    public static void Tell(HttpContext context, long? customers)
    {
        if (customers is > 0)
        {
            context.Response.Headers["X-Unreadable"] = customers.Value.ToString(CultureInfo.InvariantCulture);
        }
    }
}
