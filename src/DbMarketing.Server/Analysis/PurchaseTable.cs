using DbMarketing.Engine.Lifetime;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>
/// The purchases of a file by customer and day. Amounts below 0 are no purchases: they are refused like lines that cannot be read.
/// </summary>
/// <param name="maxCustomers">The most customers; a file with more is refused whole.</param>
/// <param name="maxDays">The most days with a purchase of all customers together, likewise.</param>
internal sealed class PurchaseTable(int maxCustomers = PurchaseTable.MaxCustomers, int maxDays = PurchaseTable.MaxDays)
{
    /// <summary>The most customers of one file: about 2 GB with their purchases.</summary>
    public const int MaxCustomers = 5_000_000;

    /// <summary>The most days with a purchase in one file.</summary>
    public const int MaxDays = 50_000_000;

    private readonly Dictionary<string, CustomerPurchases> _customers = new(StringComparer.Ordinal);
    private int _days;

    /// <summary>Lines after the last day that was asked for.</summary>
    public long LaterLines { get; private set; }

    /// <summary>The earliest day of any line.</summary>
    public DateOnly FirstDay { get; private set; } = DateOnly.MaxValue;

    /// <summary>The latest day of any line, also of one that is no purchase or later than was asked for.</summary>
    public DateOnly LastDay { get; private set; } = DateOnly.MinValue;

    public IReadOnlyCollection<CustomerPurchases> Customers => _customers.Values;

    /// <summary>Reads all transactions up to a day.</summary>
    /// <exception cref="CommandException">There are too many customers or days.</exception>
    public void Read(IEnumerable<Transaction> transactions, DateOnly last, RejectReport rejects)
    {
        foreach (var transaction in transactions)
        {
            FirstDay = transaction.Day < FirstDay ? transaction.Day : FirstDay;
            LastDay = transaction.Day > LastDay ? transaction.Day : LastDay;
            if (transaction.Amount < 0)
            {
                rejects.Add(transaction.Line, "not_a_purchase", $"the amount {transaction.Amount} is below 0");
            }
            else if (transaction.Day > last)
            {
                LaterLines++;
            }
            else
            {
                Add(transaction);
            }
        }

        foreach (var customer in _customers.Values)
        {
            customer.Merge();
        }
    }

    /// <summary>The customers whose first purchase was up to a day, and what the models are fitted from.</summary>
    /// <param name="until">The last day of the observation.</param>
    /// <param name="holdOutUntil">The last day that is held out; null for none.</param>
    /// <param name="unit">Of the times.</param>
    /// <param name="hasAmounts">Whether the transactions have amounts.</param>
    public (IReadOnlyList<CustomerPurchases> Customers, LifetimeData Data) Observe(
        DateOnly until, DateOnly? holdOutUntil, LifetimeUnit unit, bool hasAmounts)
    {
        var (end, unitDays) = (until.DayNumber, unit.Days());
        IReadOnlyList<CustomerPurchases> observed = [.. _customers.Values.Where(customer => customer.FirstDay <= end)];
        var days = observed.Sum(customer => (long)customer.CountUntil(end));
        return (observed, new LifetimeData
        {
            Unit = unit,
            Purchases = PurchaseCells.Of(observed.Select(customer => customer.HistoryUntil(end, unitDays))),
            Spends = !hasAmounts ? [] :
            [
                .. observed.Select(customer => new SpendCell(customer.CountUntil(end) - 1, customer.MeanSpendUntil(end)))
                    .Where(cell => cell.Frequency > 0)
                    .GroupBy(cell => cell).Select(same => same.Key with { Weight = same.Count() })
                    .OrderBy(cell => cell.Frequency).ThenBy(cell => cell.MeanSpend),
            ],
            MeanSpend = hasAmounts && days > 0 ? (double)observed.Sum(customer => customer.SpentUntil(end)) / days : null,
            HoldOut = holdOutUntil is not { } held ? null : new HoldOut(
                (held.DayNumber - end) / unitDays,
                [
                    .. observed
                        .Select(customer => new HoldOutCell(
                            customer.HistoryUntil(end, unitDays), customer.CountUntil(held.DayNumber) - customer.CountUntil(end)))
                        .GroupBy(cell => cell).Select(same => same.Key with { Weight = same.Count() }),
                ]),
        });
    }

    private void Add(Transaction transaction)
    {
        if (!_customers.TryGetValue(transaction.Customer, out var customer))
        {
            if (_customers.Count == maxCustomers)
            {
                throw new CommandException(
                    $"The file has more than {maxCustomers} customers, which is the limit (line {transaction.Line}).");
            }

            _customers[transaction.Customer] = customer = new CustomerPurchases(transaction.Customer);
        }

        if (customer.Add(transaction.Day.DayNumber, transaction.Amount ?? 0, transaction.Group) && ++_days > maxDays)
        {
            throw new CommandException(
                $"The file has more than {maxDays} days with a purchase of a customer, which is the limit (line {transaction.Line}).");
        }
    }
}
