using DbMarketing.Server.Import;

namespace DbMarketing.Server.Tests.Import;

public sealed class ImportPaceTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, 1e-300)]
    [InlineData(1e-300, null)]
    public void DueAt_OfAPaceBeyondTheCalendarIsACenturyAhead(double? rate, double? speed)
    {
        var pace = new ImportPace(Options(rate, speed), s_start, TimeSpan.Zero);

        Assert.Equal(s_start, pace.DueAt(s_start));
        Assert.Equal(s_start.AddDays(36_500), pace.DueAt(s_start.AddDays(1)));
    }

    [Fact]
    public void DueAt_KeepsTheGapsOfTheFileAtItsSpeed()
    {
        var pace = new ImportPace(Options(null, 2), s_start, TimeSpan.Zero);

        Assert.Equal(s_start, pace.DueAt(s_start));
        Assert.Equal(s_start.AddDays(50), pace.DueAt(s_start.AddDays(100)));
    }

    private static ImportOptions Options(double? rate, double? speed) =>
        new() { File = "", Mapping = MappingCatalog.Load("cdnow"), Rate = rate, Speed = speed };
}
