using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Web.Tests.Hosting;

public sealed class FaultListTests
{
    [Fact]
    public void Lines_NameEveryFault()
    {
        var faults = Faults(20);

        Assert.Equal(faults.Select(fault => $"  offers.json {fault.Path}: is wrong"), FaultList.Lines(faults));
    }

    [Fact]
    public void Lines_OfVeryManySayHowManyMore()
    {
        var lines = FaultList.Lines(Faults(23)).ToList();

        Assert.Equal(21, lines.Count);
        Assert.Equal("  and 3 more", lines[^1]);
    }

    [Theory]
    [InlineData(1, "1 fault")]
    [InlineData(2, "2 faults")]
    public void Count_IsGrammatical(int count, string expected) => Assert.Equal(expected, FaultList.Count(Faults(count)));

    private static List<PlaybookFault> Faults(int count) =>
        [.. Enumerable.Range(0, count).Select(n => new PlaybookFault("offers.json", $"$.offers[{n}]", "is wrong"))];
}
