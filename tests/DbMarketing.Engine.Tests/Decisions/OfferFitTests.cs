using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

public sealed class OfferFitTests
{
    [Fact]
    public void Judge_AgreesWithADecisionThatOffersEverything()
    {
        var person = new Person(SamplePlaybook.Compiled);
        person.Buy();
        var request = Person.Ask(count: 10);

        var decision = person.Preview(request);

        Assert.Equal(2, decision.Offers.Count);
        Assert.All(decision.Offers, offer =>
            Assert.Equal((DecisionStage.None, offer.Priority), Judge(person, offer.OfferId, request)));
        Assert.Equal(DecisionStage.Placement, Judge(person, "no-such", request).Stage);
    }

    [Fact]
    public void Judge_LeavesOutWhoObjectedOrReachedTheCap()
    {
        var objector = new Person(SamplePlaybook.Compiled);
        objector.Consent("personalisation", granted: false);
        var refuser = new Person(SamplePlaybook.Compile(SamplePlaybook.Source with
        {
            Suppressions =
            [
                new()
                {
                    Id = "declined", Outcome = ContactOutcome.Declined, Scope = SuppressionScope.Offer, Count = 1,
                    Window = TimeSpan.FromDays(30), Pause = TimeSpan.FromDays(30),
                },
            ],
        }));
        var before = Judge(refuser, "headphones", Person.Ask());
        refuser.Decline("headphones");

        Assert.Equal(DecisionStage.Consent, Judge(objector, "headphones", Person.Ask()).Stage);
        Assert.Equal(DecisionStage.None, before.Stage);
        Assert.Equal(DecisionStage.ContactPolicy, Judge(refuser, "headphones", Person.Ask()).Stage);
    }

    private static (DecisionStage Stage, double Priority) Judge(Person person, string offer, DecisionRequest request)
    {
        var stage = OfferFit.Judge(person.State, offer, request, person.Reference, person.Now, out var factors);
        return (stage, factors.Priority);
    }
}
