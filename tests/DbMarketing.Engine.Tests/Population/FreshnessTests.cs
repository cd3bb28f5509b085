using DbMarketing.Engine.Population;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Population;

public sealed class FreshnessTests
{
    [Fact]
    public void Fields_SayWhoHasAValueAndHowOldItIs()
    {
        var freshness = new Freshness(SamplePlaybook.Compiled);
        for (var customer = 0; customer < 10; customer++)
        {
            var person = new Person(SamplePlaybook.Compiled, $"c{customer}");
            person.Now = Person.Start.AddDays(-40 * customer);
            person.Identify(customer < 9 ? "city" : "firstName", "\"x\"");
            if (customer == 0)
            {
                person.Buy();
            }

            freshness.Add(person.State, Person.Start);
        }

        var ages = freshness.Fields.ToDictionary();
        Assert.Equal(10, freshness.Customers);
        Assert.Equal(
            [
                "profile.firstName", "profile.city", "profile.birthDate", "profile.points", "profile.student", "profile.language", "rfm",
                "affinity", "lastSeen",
            ],
            freshness.Fields.Select(static field => field.Field));
        Assert.Equal((9, 1, 0), (ages["profile.city"].Count, ages["profile.firstName"].Count, ages["profile.points"].Count));
        Assert.Equal((1, 10, 0), (ages["rfm"].Count, ages["lastSeen"].Count, ages["affinity"].Count));
        Assert.Equal([8 / 9.0, 6 / 9.0, 0], ages["profile.city"].OlderShares);
        Assert.Equal([0.9, 0.7, 0], ages["lastSeen"].OlderShares);
        Assert.InRange(ages["profile.city"].QuantileDays(0.5)!.Value, 160 * 31 / 32.0, 160);
        Assert.InRange(ages["profile.city"].QuantileDays(0.9)!.Value, 320 * 31 / 32.0, 320);
        Assert.Null(ages["profile.points"].QuantileDays(0.5));
        Assert.Equal([0, 0, 0], ages["profile.points"].OlderShares);
    }

    [Fact]
    public void Age_OfWhatIsDatedAheadIsNone()
    {
        var ages = new AgeCounts();
        ages.Add(TimeSpan.FromDays(-3));

        Assert.Equal((1L, 0.0), (ages.Count, ages.QuantileDays(1)));
    }
}
