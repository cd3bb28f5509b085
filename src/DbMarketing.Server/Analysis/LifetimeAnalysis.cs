using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>Fits the lifetime models to a file of transactions and estimates each of its customers.</summary>
internal static class LifetimeAnalysis
{
    private const string Everyone = "all";

    /// <summary>What may be missing at the end, as a share of the days that the file spans.</summary>
    private const double MissingShare = 0.1;

    /// <exception cref="CommandException">The file cannot be used; the message says why.</exception>
    public static LifetimeResult Run(LifetimeOptions options, RejectReport rejects, CancellationToken cancellationToken)
    {
        var table = new PurchaseTable();
        long lines;
        using (var file = new TransactionFile(options.File, options.Columns, rejects))
        {
            table.Read(file.Read(cancellationToken), options.HoldOutUntil ?? options.Until, rejects);
            lines = file.Lines;
        }

        var (customers, data) = table.Observe(options.Until, options.HoldOutUntil, options.Unit, options.Columns.Amount is not null);
        if (customers.Count == 0)
        {
            throw new CommandException($"The file has no purchase up to {options.Until:yyyy-MM-dd}: {lines} lines, of which "
                + $"{rejects.Counts.Values.Sum()} cannot be used and {table.LaterLines} are later.");
        }

        var fit = LifetimeEstimator.Fit(data, cancellationToken);
        fit = fit with { Warnings = [.. fit.Warnings, .. EndsEarly(table, options)] };
        var (all, cohorts, groups) = (Groups(options), Groups(options), Groups(options));
        Estimate(options, fit, customers, (customer, estimate) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var revenue = (double)customer.SpentUntil(options.Until.DayNumber);
            all.Add(Everyone, estimate, revenue);
            cohorts.Add(DateOnly.FromDayNumber(customer.FirstDay).ToString("yyyy-MM", CultureInfo.InvariantCulture), estimate, revenue);
            AddToGroup(options, groups, customer, estimate, revenue);
        });
        var newcomer = new LifetimeScorer(fit, options.Terms).Estimate(new PurchaseHistory(0, 0, 0), 0, 0);
        return new LifetimeResult(
            lines, rejects.Counts, table.LaterLines, fit, all.ToList()[0], cohorts.ToList(), groups.ToList(), newcomer,
            options.Cost is { } cost && newcomer.Spend is { } spend
                ? Payback.Months(cost, options.Terms.Margin * spend.Mean, newcomer) : null);
    }

    /// <summary>A file that ends long before the day up to which it is observed makes everybody look as if gone.</summary>
    private static IEnumerable<LifetimeWarning> EndsEarly(PurchaseTable table, LifetimeOptions options)
    {
        var (name, last) = options.HoldOutUntil is { } held ? ("--holdout-until", held) : ("--until", options.Until);
        var (missing, span) = (last.DayNumber - table.LastDay.DayNumber, table.LastDay.DayNumber - table.FirstDay.DayNumber);
        if (missing > span * MissingShare)
        {
            yield return new LifetimeWarning(
                "file_ends_early", null,
                $"The last line of the file is of {table.LastDay:yyyy-MM-dd}, {missing} days before {name} {last:yyyy-MM-dd} and more than "
                + $"a tenth of the {span} days from the first: unless nobody bought in that time, name {table.LastDay:yyyy-MM-dd}.");
        }
    }

    private static void Estimate(
        LifetimeOptions options, LifetimeFit fit, IReadOnlyList<CustomerPurchases> customers,
        Action<CustomerPurchases, LifetimeEstimate> use)
    {
        var scorer = new LifetimeScorer(fit, options.Terms);
        using var written = options.CustomersFile is { } path ? new CustomerTable(path, options, fit.Purchases.CustomersLeave) : null;
        foreach (var customer in customers)
        {
            var history = customer.HistoryUntil(options.Until.DayNumber, options.Unit.Days());
            var spend = customer.MeanSpendUntil(options.Until.DayNumber);
            var estimate = scorer.Estimate(history, spend, Seed(customer.Customer));
            use(customer, estimate);
            written?.Add(customer, history, spend, estimate);
        }

        written?.Complete();
    }

    private static LifetimeGroups Groups(LifetimeOptions options) => new(options.Terms, _ => options.Cost);

    private static void AddToGroup(
        LifetimeOptions options, LifetimeGroups groups, CustomerPurchases customer, LifetimeEstimate estimate, double revenue)
    {
        if (options.Columns.Group is null)
        {
            return;
        }

        try
        {
            groups.Add(customer.Group, estimate, revenue);
        }
        catch (InvalidOperationException exception)
        {
            throw new CommandException($"The column '{options.Columns.Group}' does not group: {exception.Message}");
        }
    }

    // The customer's own, so that a range does not depend on the order or the number of the others.
    private static ulong Seed(string customer) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(customer)));
}
