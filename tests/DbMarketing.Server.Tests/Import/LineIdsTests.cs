using DbMarketing.Server.Import;

namespace DbMarketing.Server.Tests.Import;

public sealed class LineIdsTests
{
    private static readonly string[] s_lines = ["a", "b", "a", "c", "a", "b"];

    [Fact]
    public void Next_TellsIdenticalLinesApart() => Assert.Equal(6, IdsOf(s_lines, null).Distinct().Count());

    [Fact]
    public void Next_GivesTheSameIdsForShuffledLines() =>
        Assert.Equal(IdsOf(s_lines, null).Order(), IdsOf(["b", "a", "c", "b", "a", "a"], null).Order());

    [Fact]
    public void Next_GivesOtherIdsInAnotherRun() =>
        Assert.Empty(IdsOf(s_lines, "first").Intersect(IdsOf(s_lines, "second")));

    [Fact]
    public void Next_StaysWithinTheLengthOfAMessageId() =>
        Assert.All(IdsOf(s_lines, new string('r', LineIds.MaxRunLength)), id => Assert.InRange(id.Length, 1, 100));

    private static List<string> IdsOf(IEnumerable<string> lines, string? run)
    {
        var ids = new LineIds(run);
        return [.. lines.Select(ids.Next)];
    }
}
