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
            Assert.Equal(
                offer.Priority, OfferFit.Judge(person.State, offer.OfferId, request, person.Reference, person.Now)!.Value.Priority));
        Assert.Null(OfferFit.Judge(person.State, "no-such", request, person.Reference, person.Now));
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
        var before = Judge(refuser);
        refuser.Decline("headphones");

        Assert.Null(Judge(objector));
        Assert.NotNull(before);
        Assert.Null(Judge(refuser));
    }

    private static PriorityFactors? Judge(Person person) =>
        OfferFit.Judge(person.State, "headphones", Person.Ask(), person.Reference, person.Now);
}
