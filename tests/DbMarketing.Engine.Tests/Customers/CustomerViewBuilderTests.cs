using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class CustomerViewBuilderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Build_ComputesAgesAsOfNow()
    {
        var state = InteractionSets.Fold(CustomerId.Known("ada"),
        [
            new OrderCompleted { MessageId = "1", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Amount = 10m },
            new OrderCompleted { MessageId = "2", Source = "web", OccurredAt = Noon.AddDays(-3), ReceivedAt = Noon, Amount = 5m },
        ]);
        state.Apply(new Absorbed { At = Noon, Loser = "a:v", Extract = new CustomerState(CustomerId.Anonymous("v")).CaptureSnapshot() });

        var view = CustomerViewBuilder.Build(state, InteractionSets.Reference, Noon.AddHours(36));

        Assert.Equal((1.5, 2, 15m, 7.5m, "USD"), (
            view.Rfm.RecencyDays, view.Rfm.Frequency, view.Rfm.Monetary, view.Rfm.AverageOrder, view.Rfm.Currency));
        Assert.Equal(("ada", "v", "buyers"), (view.CustomerId, Assert.Single(view.AnonymousIds), Assert.Single(view.Segments).Id));
    }
}
