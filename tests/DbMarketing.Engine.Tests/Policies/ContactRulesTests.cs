using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Policies;

public sealed class ContactRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    private static readonly SuppressionRule ThreeInAWeek = new()
    {
        Id = "shown", Outcome = ContactOutcome.Presented, Scope = SuppressionScope.Offer,
        Window = TimeSpan.FromDays(7), Count = 3, Pause = TimeSpan.FromDays(10),
    };

    [Theory]
    [InlineData("0 1 2", 2, 12.0)]
    [InlineData("0 1 2", 11.99, 12.0)]
    [InlineData("0 1 2", 12, null)]
    [InlineData("0 1", 1, null)]
    [InlineData("0 3 6.5", 7, 16.5)]
    [InlineData("0 3 7", 7, null)]
    [InlineData("0 1 2 11", 11.5, 12.0)]
    [InlineData("0 1 2 10 11 12", 12.5, 22.0)]
    public void PausedUntil_CountsFromTheInstantTheCountIsReached(string days, double now, double? until)
    {
        var contacts = days.Split(' ').Select(day => At(double.Parse(day, System.Globalization.CultureInfo.InvariantCulture))).ToList();

        Assert.Equal(until is null ? null : Now.AddDays(until.Value), ContactRules.PausedUntil(ThreeInAWeek, contacts, Now.AddDays(now)));
    }

    [Fact]
    public void PausedUntil_LastsAsLongAsTheWindowIsFull_WhenThePauseIsShorter()
    {
        var rule = ThreeInAWeek with { Pause = TimeSpan.FromHours(1) };

        Assert.Equal(Now.AddDays(7), ContactRules.PausedUntil(rule, [At(0), At(1), At(2)], Now.AddDays(6)));
        Assert.Null(ContactRules.PausedUntil(rule, [At(0), At(1), At(2)], Now.AddDays(7)));
    }

    [Fact]
    public void PausedUntil_CountsAReservationUntilItLapses()
    {
        List<Contact> contacts = [At(0), At(1), At(2) with { Outcome = ContactOutcome.Reserved, Until = Now.AddDays(2.5) }];

        Assert.NotNull(ContactRules.PausedUntil(ThreeInAWeek, contacts, Now.AddDays(2.4)));
        Assert.Null(ContactRules.PausedUntil(ThreeInAWeek, contacts, Now.AddDays(2.5)));
        Assert.Null(ContactRules.PausedUntil(ThreeInAWeek, contacts, Now.AddDays(2.4), except: contacts[2]));
        Assert.Equal(Now.AddDays(2.5), ContactRules.FreeAt(ThreeInAWeek, contacts, Now.AddDays(2.4)));
    }

    [Theory]
    [InlineData(ContactOutcome.Clicked)]
    [InlineData(ContactOutcome.Voided)]
    [InlineData(ContactOutcome.Sent)]
    public void PausedUntil_PassesOverOtherOutcomes(ContactOutcome outcome) =>
        Assert.Null(ContactRules.PausedUntil(ThreeInAWeek, [At(0), At(1), At(2) with { Outcome = outcome }], Now.AddDays(3)));

    [Fact]
    public void PausedUntil_CountsOnItsChannelAlone()
    {
        var rule = ThreeInAWeek with { Channel = "web" };

        Assert.Null(ContactRules.PausedUntil(rule, [At(0), At(1), At(2) with { Channel = "app" }], Now.AddDays(3)));
        Assert.False(ContactRules.Concerns(rule, "gadgets", "app"));
        Assert.True(ContactRules.Concerns(rule, "gadgets", "web"));
        Assert.False(ContactRules.Concerns(rule with { Groups = ["thanks"] }, "gadgets", "web"));
    }

    [Fact]
    public void Counted_TakesSeveralPresentationsOfOneReservationAsOne()
    {
        var first = At(0) with { DecisionId = "d-1-1-0" };
        var second = At(1) with { DecisionId = "d-1-1-0" };

        Assert.Equal([first], ContactRules.Counted([second, first], SamplePlaybook.Compiled, Now.AddDays(2)));
        Assert.Equal([second], ContactRules.Counted([second, first with { Outcome = ContactOutcome.Voided }],
            SamplePlaybook.Compiled, Now.AddDays(2)));
    }

    [Fact]
    public void Counted_LeavesOutWhatContactPoliciesDoNotApplyTo()
    {
        var service = SamplePlaybook.Source.Offers[0] with { ContactPolicyApplies = false };
        var playbook = SamplePlaybook.Compile(SamplePlaybook.Source with { Offers = [service] });

        Assert.Empty(ContactRules.Counted([At(0)], playbook, Now));
    }

    [Fact]
    public void CountAgainst_CountsPresentedSentAndReservedWithinTheWindow()
    {
        var limit = new ChannelLimit("web", "web", 5, TimeSpan.FromDays(1));
        List<Contact> contacts =
        [
            At(-1), At(-0.9), At(-0.5) with { Outcome = ContactOutcome.Sent },
                At(-0.4) with { Outcome = ContactOutcome.Reserved, Until = Now.AddDays(1) },
            At(-0.3) with { Outcome = ContactOutcome.Reserved, Until = Now }, At(-0.2) with { Outcome = ContactOutcome.Clicked },
            At(-0.1) with { Channel = "app" },
        ];

        Assert.Equal(3, ContactRules.CountAgainst(limit, contacts, Now));
        Assert.Equal(4, ContactRules.CountAgainst(limit with { Channel = null }, contacts, Now));
        Assert.Equal(Now.AddDays(0.1), ContactRules.FreeAt(limit with { Max = 3 }, contacts, Now));
    }

    private static Contact At(double days) => new()
    {
        OfferId = "headphones", GroupId = "gadgets", Channel = "web", Outcome = ContactOutcome.Presented, At = Now.AddDays(days),
    };
}
