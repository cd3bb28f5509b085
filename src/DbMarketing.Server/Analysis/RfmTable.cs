using System.Runtime.InteropServices;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Rfm;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>
/// Adds up transactions by customer as the engine does: an amount below 0 is a refund, which is no purchase but takes from the revenue;
/// parts of one order count once, and where no order is named each line is one.
/// </summary>
internal sealed class RfmTable
{
    /// <summary>Customers, and orders where a column names them; what an analysis holds in memory.</summary>
    public const int MaxEntries = 50_000_000;

    private readonly Dictionary<string, Tally> _customers = new(StringComparer.Ordinal);
    private readonly HashSet<(string Customer, string Order)> _orders = [];

    /// <summary>Lines after the last day that counts.</summary>
    public long LaterLines { get; private set; }

    /// <summary>Customers with refunds alone, who have no scores.</summary>
    public int WithoutPurchase => _customers.Values.Count(tally => tally.Orders == 0);

    /// <summary>The newest day of a purchase; null before the first.</summary>
    public DateOnly? NewestDay { get; private set; }

    /// <summary>Takes the transactions up to a day.</summary>
    /// <exception cref="CommandException">There are more customers or orders than the limit.</exception>
    public void Read(IEnumerable<Transaction> transactions, DateOnly? until)
    {
        foreach (var transaction in transactions)
        {
            if (transaction.Day > until)
            {
                LaterLines++;
                continue;
            }

            Add(transaction);
            if (_customers.Count > MaxEntries || _orders.Count > MaxEntries)
            {
                throw new CommandException($"The file has more than {MaxEntries} customers or orders; analyse a part of it.");
            }
        }
    }

    /// <summary>The customers who bought, in ordinal order.</summary>
    public IReadOnlyList<(string Customer, RfmValues Values)> Customers() =>
        [.. _customers.Where(pair => pair.Value.Orders > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, new RfmValues(pair.Value.LastDay, pair.Value.Orders, pair.Value.Revenue)))];

    private void Add(Transaction transaction)
    {
        ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_customers, transaction.Customer, out _);
        tally.Revenue += transaction.Amount ?? 0;
        if (transaction.Amount < 0)
        {
            return;
        }

        var isNew = transaction.Order.Length == 0 || _orders.Add((transaction.Customer, transaction.Order));
        var day = BusinessDays.NumberOf(transaction.Day);
        tally.LastDay = tally.Orders == 0 ? day : Math.Max(tally.LastDay, day);
        tally.Orders += isNew ? 1 : 0;
        NewestDay = NewestDay > transaction.Day ? NewestDay : transaction.Day;
    }

    private struct Tally
    {
        public int LastDay;
        public int Orders;
        public decimal Revenue;
    }
}
