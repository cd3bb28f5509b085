using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Tests.Playbooks;

public sealed class BusinessDaysTests
{
    /// <summary>Zones whose clocks are changed at midnight, on either side of it, by half an hour, or not at all.</summary>
    [Theory]
    [InlineData("Asia/Seoul")]
    [InlineData("Africa/Cairo")]
    [InlineData("Asia/Beirut")]
    [InlineData("America/Havana")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Berlin")]
    public void StartOf_IsTheFirstInstantOfTheDay(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var first = BusinessDays.NumberOf(new(2015, 1, 1));
        for (var day = first; day < first + (15 * 366); day++)
        {
            var start = BusinessDays.StartOf(day, zone);

            Assert.Equal(day, BusinessDays.DayOf(start, zone));
            Assert.Equal(day - 1, BusinessDays.DayOf(start.AddTicks(-1), zone));
        }
    }
}
