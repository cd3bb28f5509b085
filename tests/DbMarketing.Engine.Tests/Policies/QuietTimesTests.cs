using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Policies;

public sealed class QuietTimesTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        QuietHours = [new("email", new(21, 0), new(8, 0))],
    });

    /// <summary>Hours and minutes of 2 November in Seoul, and the hour at which quiet ends, counted from that midnight.</summary>
    [Theory]
    [InlineData(20, 59, null)]
    [InlineData(21, 0, 32)]
    [InlineData(23, 59, 32)]
    [InlineData(0, 0, 8)]
    [InlineData(7, 59, 8)]
    [InlineData(8, 0, null)]
    public void RestsUntil_SpansMidnightInTheBusinessZone(int hour, int minute, int? until)
    {
        var midnight = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.FromHours(9));

        var rests = QuietTimes.RestsUntil(Playbook, new Person(Playbook).State, "email", midnight.AddHours(hour).AddMinutes(minute));

        Assert.Equal(until is null ? null : midnight.AddHours(until.Value), rests);
    }

    [Fact]
    public void RestsUntil_FollowsTheCustomersOwnZone()
    {
        var person = new Person(Playbook);
        Assert.Null(QuietTimes.RestsUntil(Playbook, person.State, "email", Person.Start));

        // Ten in the morning in Seoul is two at night in Paris.
        person.Identify("timezone", "\"Europe/Paris\"");
        Assert.Equal(Person.Start.AddHours(6), QuietTimes.RestsUntil(Playbook, person.State, "email", Person.Start));
        Assert.Null(QuietTimes.RestsUntil(Playbook, person.State, "web", Person.Start));
    }
}
