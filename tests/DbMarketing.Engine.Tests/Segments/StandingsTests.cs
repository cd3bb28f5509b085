using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;
using DbMarketing.Engine.Tests.Customers;

namespace DbMarketing.Engine.Tests.Segments;

public sealed class StandingsTests
{
    private static readonly TimeZoneInfo Zone = InteractionSets.Reference.Playbook.TimeZone;

    /// <summary>Noon in Seoul.</summary>
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    private static readonly int Today = BusinessDays.DayOf(Noon, Zone);

    [Fact]
    public void Of_CountsEachPurchaseOnItsDay_AndARefundOnItsOwn()
    {
        var state = Fold(
            Order("o1", 400, 100m), Order("o1", 400, 20m), Order("o2", 100, 30m), Order(null, 0, 7m), Refund(10, 5m), Refund(399, 50m));

        Assert.Equal(
            new Standing
            {
                Orders = 3, Revenue = 102m, PurchaseDays = 3, FirstDay = Today - 400, LastDay = Today, FirstDayRevenue = 120m,
                Gaps = GapStatistics.Of([0, 300, 400]), Year = new(2, 32m), Quarter = new(1, 2m),
            },
            Standings.Of(state, Zone, Noon));
    }

    [Fact]
    public void Of_WithoutPurchasesIsZero_AndOfATestCustomerNone()
    {
        Assert.Equal(new Standing(), Standings.Of(new CustomerState(CustomerId.Known("c")), Zone, Noon));
        Assert.Null(Standings.Of(Fold(Order("o1", 0, 10m) with { Test = true }), Zone, Noon));
    }

    /// <summary>Goal: the standing moves at the instants that it names, and at no other.</summary>
    [Fact]
    public void ChangesAt_IsTheMidnightAtWhichADayLeavesAWindow()
    {
        var state = Fold(Order("o1", 95, 100m), Order("o2", 20, 30m), Refund(3, 5m), Order("o3", 3, 0m));
        var instant = Noon;
        var moves = new List<int>();
        while (Standings.ChangesAt(state, Zone, instant) is { } next)
        {
            Assert.Equal(Standings.Of(state, Zone, instant), Standings.Of(state, Zone, next.AddMilliseconds(-1)));
            Assert.NotEqual(Standings.Of(state, Zone, instant), Standings.Of(state, Zone, next));
            Assert.Equal(next, BusinessDays.StartOf(BusinessDays.DayOf(next, Zone), Zone));
            moves.Add(BusinessDays.DayOf(next, Zone) - Today);
            instant = next;
        }

        Assert.Equal([70, 87, 270, 345, 362], moves);
    }

    [Fact]
    public void Of_APartOfAnOrderThatComesLater_CountsTheOrderOnTheLaterDay_WhateverCameFirst()
    {
        Interaction[] parts = [Order("o1", 200, 10m), Order("o1", 10, 20m)];

        Assert.Equal(new(1, 20m), Standings.Of(Fold(parts), Zone, Noon)!.Quarter);
        Assert.Equal(new(1, 20m), Standings.Of(Fold([.. parts.Reverse()]), Zone, Noon)!.Quarter);
    }

    private static CustomerState Fold(params Interaction[] interactions)
    {
        // Each under its own message, in the order given.
        var numbered = interactions.Select(static (one, number) => one with { MessageId = $"m{number}" });
        return InteractionSets.Fold(CustomerId.Known("c"), numbered);
    }

    private static OrderCompleted Order(string? order, int daysAgo, decimal amount) => new()
    {
        MessageId = "", Source = "shop", OccurredAt = Noon.AddDays(-daysAgo), ReceivedAt = Noon, OrderId = order, Amount = amount,
    };

    private static OrderRefunded Refund(int daysAgo, decimal amount) => new()
    {
        MessageId = "", Source = "shop", OccurredAt = Noon.AddDays(-daysAgo), ReceivedAt = Noon, Amount = amount,
    };
}
