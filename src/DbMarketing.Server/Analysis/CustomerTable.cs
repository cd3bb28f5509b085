using System.Globalization;
using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Server.Analysis;

/// <summary>
/// Writes the estimates of customers as CSV, a line for each. The file appears when it is complete; an interrupted analysis leaves none,
/// and one of an earlier run as it was.
/// </summary>
internal sealed class CustomerTable : IDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private readonly StreamWriter _writer;

    public CustomerTable(string path, LifetimeOptions options)
    {
        _path = path;
        _partial = path + ".partial";
        _writer = new StreamWriter(_partial, append: false) { NewLine = "\n" };
        IEnumerable<string> names =
        [
            "customer", "group", "first_day", "frequency", "recency", "age", "mean_repeat_spend", "probability_alive", "churn",
            .. options.Terms.Days.SelectMany(days => Named($"purchases_{days}d")),
            .. Named("spend"), .. Named("lifetime_value"),
        ];
        _writer.WriteLine(string.Join(',', names));
    }

    /// <param name="history">In the unit of the analysis.</param>
    public void Add(CustomerPurchases customer, PurchaseHistory history, double meanSpend, LifetimeEstimate estimate)
    {
        IEnumerable<string> fields =
        [
            Quoted(customer.Customer), Quoted(customer.Group),
            DateOnly.FromDayNumber(customer.FirstDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Text(history.Frequency), Text(history.Recency), Text(history.Age),
            history.Frequency > 0 && estimate.Spend is not null ? Text(meanSpend) : "",
            Text(estimate.ProbabilityAlive), Text(estimate.Churn),
            .. estimate.Purchases.SelectMany(purchases => Fields(purchases)),
            .. Fields(estimate.Spend), .. Fields(estimate.Value),
        ];
        _writer.WriteLine(string.Join(',', fields));
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        _writer.Dispose();
        File.Move(_partial, _path, overwrite: true);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_partial);
    }

    private static string[] Named(string name) => [name, name + "_low", name + "_high"];

    private static string[] Fields(Expectation? expectation) =>
        [Text(expectation?.Mean), Text(expectation?.Low), Text(expectation?.High)];

    private static string Text(double? number) => number?.ToString("G8", CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\n\r")
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
