using System.Globalization;
using System.Text;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Server.Analysis;

/// <summary>The same as <see cref="RfmReport"/>, for people; the single cells are in the JSON object alone.</summary>
internal static class RfmText
{
    public static string Of(RfmResult result)
    {
        var text = new StringBuilder();
        var all = result.Scorer.All;
        Line(text, $"{all.Customers:N0} customers, {result.Orders:N0} orders up to {result.Now:yyyy-MM-dd}; net revenue {all.Revenue:N2}");
        if (result.WithoutPurchase > 0)
        {
            Line(text, $"{result.WithoutPurchase:N0} more have refunds alone and no scores");
        }

        Line(text, "");
        Line(text, $"{"score",5} {"days, up to",12} {"customers",10} {"orders, from",13} {"customers",10} "
            + $"{"revenue, from",15} {"customers",10}");
        foreach (var quintile in result.Scorer.Quintiles(result.Today))
        {
            Line(text, $"{quintile.Score,5} {Number(quintile.RecencyDays, "N0"),12} {quintile.RecencyCustomers,10:N0} "
                + $"{Number(quintile.Frequency, "N0"),13} {quintile.FrequencyCustomers,10:N0} "
                + $"{Number(quintile.Monetary, "N2"),15} {quintile.MonetaryCustomers,10:N0}");
        }

        Line(text, "");
        Line(text, $"{"",-20} {"customers",10} {"share",7} {"revenue",17} {"share",7} {"average",13}");
        foreach (var (named, total) in RfmGroups.Default.Totals(result.Scorer.Cells))
        {
            var average = total.Customers > 0 ? total.Revenue / total.Customers : (decimal?)null;
            Line(text, $"{named.Name,-20} {total.Customers,10:N0} {(double)total.Customers / all.Customers,7:P1} {total.Revenue,17:N2} "
                + $"{result.Scorer.ShareOfRevenue(total.Revenue),7:P1} {Number(average, "N2"),13}");
        }

        Line(text, "");
        foreach (var share in RfmResult.TopShares)
        {
            Line(text, $"the best {share,5:P0} of customers brought {result.Scorer.Pareto.RevenueShare(share),7:P1} of revenue");
        }

        return text.ToString();
    }

    private static string Number<T>(T? number, string format)
        where T : struct, IFormattable => number?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
