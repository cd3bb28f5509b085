using System.Globalization;
using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Server.Analysis;

/// <summary>Writes the estimates of customers as CSV, a line for each; see <see cref="CsvTable"/> for when the file appears.</summary>
/// <param name="churn">Whether the model says anything about who left; the columns about it are empty where not.</param>
internal sealed class CustomerTable(string path, LifetimeOptions options, bool churn) : IDisposable
{
    private readonly CsvTable _table = new(
        path,
        [
            "customer", "group", "first_day", "frequency", "recency", "age", "mean_repeat_spend", "probability_alive", "churn",
            .. options.Terms.Days.SelectMany(days => Named($"purchases_{days}d")),
            .. Named("spend"), .. Named("lifetime_value"),
        ]);

    /// <param name="history">In the unit of the analysis.</param>
    public void Add(CustomerPurchases customer, PurchaseHistory history, double meanSpend, LifetimeEstimate estimate) => _table.Add(
    [
        customer.Customer, customer.Group,
        DateOnly.FromDayNumber(customer.FirstDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Text(history.Frequency), Text(history.Recency), Text(history.Age),
        history.Frequency > 0 && estimate.Spend is not null ? Text(meanSpend) : "",
        Text(churn ? estimate.ProbabilityAlive : null), Text(churn ? estimate.Churn : null),
        .. estimate.Purchases.SelectMany(purchases => Fields(purchases)),
        .. Fields(estimate.Spend), .. Fields(estimate.Value),
    ]);

    /// <summary>Puts the file in its place.</summary>
    public void Complete() => _table.Complete();

    public void Dispose() => _table.Dispose();

    private static string[] Named(string name) => [name, name + "_low", name + "_high"];

    private static string[] Fields(Expectation? expectation) =>
        [Text(expectation?.Mean), Text(expectation?.Low), Text(expectation?.High)];

    private static string Text(double? number) => number?.ToString("G8", CultureInfo.InvariantCulture) ?? "";
}
