using DbMarketing.Engine.Interactions;
using DbMarketing.Server.Demo;

namespace DbMarketing.Server.Tests.Demo;

public sealed class DemoHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Goal: whoever follows the README opens the desk of a customer of whom there is something to say.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2026)]
    public void Of_TheDocumentedPersonIsARegularWhoWasHereLately(int seed)
    {
        var person = DemoPerson.Of(seed, DemoPerson.Documented);

        var orders = DemoHistory.Of(person, seed, Now).Select(told => told.Interaction).OfType<OrderCompleted>().ToList();

        Assert.Equal("demo-1", person.CustomerId);
        Assert.Equal(8, orders.Count);
        Assert.InRange((Now - orders[^1].OccurredAt).TotalDays, 7, 24);
    }

    [Fact]
    public void Of_ToldTwiceIsTheSame()
    {
        var person = DemoPerson.Of(1, 12);

        Assert.Equal(
            DemoHistory.Of(person, 1, Now).Select(told => told.Interaction.MessageId),
            DemoHistory.Of(person, 1, Now).Select(told => told.Interaction.MessageId));
    }
}
