using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Conditions;

/// <summary>Customers for conditions, folded from entries as a journal would hold them.</summary>
internal sealed class ConditionCustomer(CustomerId id)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private int messages;

    public CustomerState State { get; } = new(id);

    public ConditionCustomer Views(string category, DateTimeOffset at)
    {
        Apply(new ProductViewed { MessageId = Next(), Source = "web", OccurredAt = at, ReceivedAt = at, Product = new("p", 1, null, category, null) },
            entry => entry with { Interests = [new(category, 1_000)] });
        return this;
    }

    public ConditionCustomer Buys(decimal amount, DateTimeOffset at)
    {
        Apply(new OrderCompleted { MessageId = Next(), Source = "web", OccurredAt = at, ReceivedAt = at, Amount = amount },
            entry => entry with { BaseAmount = amount, NewOrder = true, NewPurchaseDay = true });
        return this;
    }

    public ConditionCustomer BuysOf(string category, DateTimeOffset at)
    {
        Apply(new OrderCompleted
        {
            MessageId = Next(), Source = "web", OccurredAt = at, ReceivedAt = at, Amount = 10, Products = [new($"p{messages}", 1, 10, category, null)],
        },
            entry => entry with { BaseAmount = 10, NewOrder = true, NewPurchaseDay = true });
        return this;
    }

    public ConditionCustomer FillsCart(decimal price, DateTimeOffset at)
    {
        Apply(new CartChanged
        {
            MessageId = Next(), Source = "web", OccurredAt = at, ReceivedAt = at, Change = CartChange.Added, Products = [new($"p{messages}", 1, price, null, null)],
        });
        return this;
    }

    public ConditionCustomer Has(string trait, string json, DateTimeOffset at)
    {
        using var document = JsonDocument.Parse(json);
        var traits = new Dictionary<string, JsonElement> { [trait] = document.RootElement.Clone() };
        Apply(new Identified { MessageId = Next(), Source = "web", OccurredAt = at, ReceivedAt = at, Traits = traits });
        return this;
    }

    public ConditionCustomer Says(string purpose, bool granted, DateTimeOffset at, string? channel = null)
    {
        Apply(new ConsentChanged { MessageId = Next(), Source = "web", OccurredAt = at, ReceivedAt = at, Purpose = purpose, Granted = granted, ForChannel = channel });
        return this;
    }

    private void Apply(Interaction interaction, Func<InteractionRecorded, InteractionRecorded>? resolve = null)
    {
        var zone = SamplePlaybook.Compiled.TimeZone;
        var entry = new InteractionRecorded
        {
            At = interaction.ReceivedAt,
            Interaction = interaction,
            EffectiveAt = interaction.OccurredAt,
            Day = BusinessDays.DayOf(interaction.OccurredAt, zone),
        };
        State.Apply(resolve is null ? entry : resolve(entry));
        State.EndTurn(State.Sequence + 1);
    }

    private string Next() => $"m{++messages}";
}
