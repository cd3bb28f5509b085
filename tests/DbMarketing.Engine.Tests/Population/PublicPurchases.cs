using System.Globalization;
using System.IO.Compression;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Population;

/// <summary>One order or refund of a public data set, moved in time so that the last one was on the given day.</summary>
/// <param name="Customer">The customer's id there.</param>
/// <param name="Order">The order's id.</param>
/// <param name="At">When.</param>
/// <param name="Amount">What was paid; negative for what was given back.</param>
internal sealed record PublicPurchase(string Customer, string Order, DateTimeOffset At, decimal Amount)
{
    public AddressedInteraction ToInteraction() => new(CustomerId.Known(Customer), Amount >= 0
        ? new OrderCompleted { MessageId = Order, Source = "data", OccurredAt = At, ReceivedAt = At, OrderId = Order, Amount = Amount }
        : new OrderRefunded { MessageId = Order, Source = "data", OccurredAt = At, ReceivedAt = At, OrderId = Order, Amount = -Amount });
}

/// <summary>The public data sets of purchases.</summary>
internal static class PublicPurchases
{
    /// <summary>Each line of the CDNOW file is an order.</summary>
    public static List<PublicPurchase> Cdnow(DateOnly lastDay) => Shift(
        [.. File.ReadLines(RepositoryPaths.DataFile("cdnow", "CDNOW_master.txt"))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(static fields => fields.Length == 4 && char.IsAsciiDigit(fields[0][0]))
            .Select(static (fields, line) => new PublicPurchase(
                fields[0], $"o{line}",
                DateTimeOffset.ParseExact(fields[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddHours(3),
                decimal.Parse(fields[3], CultureInfo.InvariantCulture)))],
        lastDay);

    /// <summary>
    /// The lines of an Online Retail invoice are one order, and of a cancellation one refund; lines without a customer are left out.
    /// </summary>
    public static List<PublicPurchase> OnlineRetail(DateOnly lastDay)
    {
        using var file = File.OpenRead(RepositoryPaths.DataFile("online-retail", "online-retail.csv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var invoices = new Dictionary<string, PublicPurchase>(StringComparer.Ordinal);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            // A description may hold commas; what stands behind it does not.
            var fields = line.Split(',');
            var (quantity, at, price, customer) = (fields[^5], fields[^4], fields[^3], fields[^2]);
            if (customer.Length == 0)
            {
                continue;
            }

            var amount = decimal.Parse(quantity, CultureInfo.InvariantCulture) * decimal.Parse(price, CultureInfo.InvariantCulture);
            invoices[fields[0]] = invoices.TryGetValue(fields[0], out var known)
                ? known with { Amount = known.Amount + amount }
                : new(customer, fields[0], DateTimeOffset.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), amount);
        }

        return Shift([.. invoices.Values], lastDay);
    }

    private static List<PublicPurchase> Shift(List<PublicPurchase> purchases, DateOnly lastDay)
    {
        var days = lastDay.DayNumber - DateOnly.FromDateTime(purchases.Max(static purchase => purchase.At).UtcDateTime).DayNumber;
        return purchases.ConvertAll(purchase => purchase with { At = purchase.At.AddDays(days) });
    }
}
