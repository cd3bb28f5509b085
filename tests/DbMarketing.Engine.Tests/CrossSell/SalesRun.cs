using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Tests.Customers;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>Orders of customers, recorded one after the other, whose entries go through their journal form into the counts.</summary>
internal sealed class SalesRun
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, CustomerState> _customers = [];
    private int _messages;

    public CrossSellCounts Counts { get; init; } = new(static () => new(0.0001m, 0, 1));

    /// <summary>What a test has read of the saved parts.</summary>
    public SortedDictionary<string, string> Saved { get; } = new(StringComparer.Ordinal);

    public CustomerState Customer(string name)
    {
        if (!_customers.TryGetValue(name, out var state))
        {
            _customers.Add(name, state = new(CustomerId.Known(name)));
        }

        return state;
    }

    /// <summary>One part of an order; what was announced of it.</summary>
    public BasketChange? Buy(string customer, int day, string? order, params string[] items) =>
        BuyLines(customer, day, order, [.. items.Select(item => new ProductLine(item, 1, null, null, null))]);

    public BasketChange? BuyLines(string customer, int day, string? order, ProductLine[] lines, bool test = false)
    {
        var at = Start.AddDays(day);
        return Record(customer, new OrderCompleted
        {
            MessageId = $"m{_messages++}", Source = "shop", OccurredAt = at, ReceivedAt = at, OrderId = order, Amount = 10, Products = lines, Test = test,
        });
    }

    public BasketChange? Record(string customer, Interaction interaction)
    {
        var state = Customer(customer);
        var entry = Recorder.Decide(state, null, interaction, InteractionSets.Reference, interaction.ReceivedAt).Entry!;
        state.Apply(entry);
        var payload = EntryCodec.WriteTurn([entry]);
        if (Counts.Concerns(payload))
        {
            Counts.Fold(default!, EntryCodec.ReadTurn(payload));
        }

        return entry.Basket;
    }

    public CrossSellFigures Figures()
    {
        Counts.Publish(Start);
        return Counts.Figures!;
    }
}
