using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Tests.CrossSell;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Population;

/// <summary>What it costs to read the population, which every decision may and few do.</summary>
public sealed class PopulationReadingTests
{
    /// <summary>Goal: a decision that asks for nothing pays three small objects.</summary>
    [Fact]
    public void Live_WithoutAQuestionHoldsReferencesAlone()
    {
        var person = Buyer();
        Read();

        Assert.InRange(BytesOf(Read), 1, 256);

        void Read()
        {
            GC.KeepAlive(PopulationReading.Live(person.State, person.Reference, person.Now));
            GC.KeepAlive(LagReading.Live(person.State, person.Reference));
        }
    }

    /// <summary>Goal: fields and offers that go by rules share one search among them.</summary>
    [Fact]
    public void Number_OfASecondProductSearchesNoRules()
    {
        var person = Buyer();
        var (warm, reading) = (Reading(), Reading());
        Assert.Equal((0.75, null), (warm.Number("boughtNext.ink"), warm.Number("boughtNext.soap")));

        var first = BytesOf(() => reading.Number("boughtNext.ink"));
        var second = BytesOf(() => reading.Number("boughtNext.soap"));

        Assert.True(second < first / 4, $"{second} bytes after {first}.");
        Assert.Equal(0.75, reading.SurestRule(["soap", "ink"])!.Confidence);
        Assert.Equal((null, null), (reading.Number("boughtTogether.ink"), reading.Number("ink")));

        PopulationReading Reading() => PopulationReading.Live(person.State, person.Reference, person.Now);
    }

    /// <summary>Of 40 buyers of a printer 30 bought ink next; the person has the printer.</summary>
    private static Person Buyer()
    {
        var sales = new SalesRun();
        for (var number = 0; number < 40; number++)
        {
            sales.Buy($"p{number}", 0, null, "printer");
            sales.Buy($"p{number}", 10, null, number < 30 ? "ink" : "tea");
            sales.Buy($"t{number}", 0, null, "tea", "milk");
        }

        var person = new Person(SamplePlaybook.Compiled);
        person.Record(static (message, at) => new OrderCompleted
        {
            MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, Amount = 10,
            Products = [new("printer", 1, 10, null, null)],
        });
        person.Reference = person.Reference with { CrossSell = sales.Figures() };
        return person;
    }

    private static long BytesOf(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
