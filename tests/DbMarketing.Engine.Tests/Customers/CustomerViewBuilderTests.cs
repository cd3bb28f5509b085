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

    [Fact]
    public void Build_LeavesTheAverageOrderToBeCutLikeItsReason()
    {
        var state = InteractionSets.Fold(CustomerId.Known("ada"),
        [
            new OrderCompleted { MessageId = "1", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Amount = 10.00m },
            new OrderCompleted { MessageId = "2", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Amount = 10.00m },
            new OrderCompleted { MessageId = "3", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Amount = 0.05m },
        ]);

        var view = CustomerViewBuilder.Build(state, InteractionSets.Reference, Noon);

        Assert.Equal(6.683333m, view.Rfm.AverageOrder);
    }

    [Fact]
    public void Build_ShowsAgesAndTastesToSixDecimals()
    {
        var views = new (string Id, string Category)[] { ("2", "lamps"), ("3", "lamps"), ("4", "rugs") };
        var state = InteractionSets.Fold(CustomerId.Known("ada"),
        [
            new OrderCompleted { MessageId = "1", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Amount = 10m },
            .. views.Select(static view => new ProductViewed
            {
                MessageId = view.Id, Source = "web", OccurredAt = Noon, ReceivedAt = Noon,
                Product = new ProductLine(view.Id, 1, null, view.Category, null),
            }),
        ]);

        var view = CustomerViewBuilder.Build(state, InteractionSets.Reference, Noon.AddDays(20).AddHours(8));

        Assert.Equal(20.333333, view.Rfm.RecencyDays);
        Assert.Equal(["lamps", "rugs"], view.Affinities.Select(taste => taste.Category));
        Assert.Equal([0.666667, 0.333333], view.Affinities.Select(taste => taste.Share));
        Assert.All(view.Affinities, taste => Assert.Equal(Math.Round(taste.Score, 6), taste.Score));
        Assert.NotEqual(view.Affinities[1].Score, state.Affinities.Score("rugs", view.AsOf));
    }
}
