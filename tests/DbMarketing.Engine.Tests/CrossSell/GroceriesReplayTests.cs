using System.Globalization;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Tests.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>
/// Goal: the Groceries baskets, replayed as orders through the engine and summed from the journal, give the rules that a batch over the
/// file gives. Some orders come in two parts, and all of them in no order of their numbers.
/// </summary>
public sealed class GroceriesReplayTests : EmbeddedEngineRun
{
    private const int Customers = 1_500;

    private readonly CrossSellCounts _counts = new(static () => new(0.001m, 0, 1));

    [Fact]
    public async Task LiveRules_EqualTheBatch()
    {
        var baskets = ReferenceBaskets.Groceries();
        var engine = await StartAsync(Quiet with { DuePollInterval = TimeSpan.FromDays(1) }, queuedWrites: 100_000);
        var parts = baskets.Index().SelectMany(basket => Parts(basket.Index, basket.Item)).ToArray();
        new Random(3).Shuffle(parts);
        foreach (var batch in parts.Chunk(5_000))
        {
            var verdicts = await engine.RecordAsync(batch, Cancellation);
            Assert.All(verdicts, static verdict => Assert.Equal(VerdictKind.Applied, verdict.Kind));
        }

        await using var runner = new ProjectionRunner(
            _counts, Store, new VolatileProjectionStore(), new ProjectionOptions { PublishInterval = TimeSpan.Zero }, "test", Time,
            NullLogger<ProjectionRunner>.Instance);
        while (await runner.StepAsync(Cancellation))
        {
        }

        var expected = Mining.Rules(baskets, new() { MinSupport = 0.001m, MinConfidence = 0, MaxLength = 2 });
        var found = _counts.Figures!.Together;
        Assert.Equal((9_835, 2 * 2_981), (found.Counted, found.Tests));
        Assert.Equal(expected.Rules.Where(static rule => rule.IsSignificant).Select(Shown), found.Rules.Select(Shown));
        Assert.InRange(_counts.Figures.Next.Tests, 1_000, long.MaxValue);
    }

    /// <summary>Every seventh order comes as two interactions of the same order id.</summary>
    private IEnumerable<AddressedInteraction> Parts(int number, Basket basket)
    {
        var half = number % 7 == 0 && basket.Items.Count > 1 ? basket.Items.Count / 2 : basket.Items.Count;
        yield return Part(number, "first", basket.Items.Take(half));
        if (half < basket.Items.Count)
        {
            yield return Part(number, "second", basket.Items.Skip(half));
        }
    }

    private AddressedInteraction Part(int number, string part, IEnumerable<string> items)
    {
        var at = Time.GetUtcNow().AddHours(-(number / Customers) * 24);
        return new(CustomerId.Known((number % Customers).ToString(CultureInfo.InvariantCulture)), new OrderCompleted
        {
            MessageId = $"{number}-{part}", Source = "import", OccurredAt = at, ReceivedAt = Time.GetUtcNow(), OrderId = $"o{number}", Amount = 1,
            Products = [.. items.Select(static item => new ProductLine(item, 1, null, null, null))],
        });
    }

    private static string Shown(AssociationRule rule) =>
        $"{rule} {rule.Count} {rule.AntecedentCount} {rule.ConsequentCount} {rule.Baskets} {rule.Tests} {rule.PValue:R}";
}
