using System.Globalization;
using DbMarketing.Engine.Rfm;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>Scores the customers of a file of transactions, exactly.</summary>
internal static class RfmAnalysis
{
    private static readonly string[] s_columns =
    [
        "customer", "last_day", "recency_days", "frequency", "monetary", "r", "f", "m", "cell", "name", "revenue_share", "top_share",
        "top_revenue_share",
    ];

    /// <exception cref="CommandException">The file cannot be used; the message says why.</exception>
    public static RfmResult Run(RfmOptions options, RejectReport rejects, CancellationToken cancellationToken)
    {
        var table = new RfmTable();
        long lines;
        using (var file = new TransactionFile(options.File, options.Columns, rejects))
        {
            table.Read(file.Read(cancellationToken), options.Now);
            lines = file.Lines;
        }

        var customers = table.Customers();
        if ((options.Now ?? table.NewestDay) is not { } now || customers.Count == 0)
        {
            throw new CommandException($"The file has no purchase to score: {lines} lines, of which {rejects.Counts.Values.Sum()} "
                + $"cannot be used and {table.LaterLines} are later than --now.");
        }

        var result = new RfmResult(
            lines, rejects.Counts, table.LaterLines, table.WithoutPurchase, now,
            customers.Sum(customer => (long)customer.Values.Frequency), new RfmScorer(customers.Select(customer => customer.Values)));
        if (options.CustomersFile is { } path)
        {
            Write(path, customers, result, cancellationToken);
        }

        return result;
    }

    private static void Write(
        string path, IReadOnlyList<(string Customer, RfmValues Values)> customers, RfmResult result, CancellationToken cancellationToken)
    {
        using var table = new CsvTable(path, s_columns);
        foreach (var (customer, values) in customers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cell = result.Scorer.Score(values);
            var place = result.Scorer.Place(values);
            int[] scores = [cell.Recency, cell.Frequency, cell.Monetary];
            double[] shares = [result.Scorer.ShareOfRevenue(values.Monetary), place.TopShare, place.RevenueShare];
            table.Add([
                customer, result.Now.AddDays(values.LastDay - result.Today).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Math.Max(0, result.Today - values.LastDay).ToString(CultureInfo.InvariantCulture),
                values.Frequency.ToString(CultureInfo.InvariantCulture),
                PlainAmount.Of(values.Monetary).ToString(CultureInfo.InvariantCulture),
                .. scores.Select(score => score.ToString(CultureInfo.InvariantCulture)), cell.ToString(), RfmGroups.Default.Of(cell)!.Name,
                .. shares.Select(share => share.ToString("G8", CultureInfo.InvariantCulture)),
            ]);
        }

        table.Complete();
    }
}
