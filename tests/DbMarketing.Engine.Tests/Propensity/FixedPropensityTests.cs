using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Propensity;

public sealed class FixedPropensityTests
{
    [Theory]
    [InlineData(false, null, 0.02)]
    [InlineData(true, null, 0.3)]
    [InlineData(true, 0.5, 0.5)]
    public void Estimate_TakesTreatmentThenSegmentThenDefault(bool buyer, double? own, double expected)
    {
        var offer = SamplePlaybook.Offer("headphones", "gadgets", 30);
        offer = offer with
        {
            Propensity = new OfferPropensity(0.02, [new("buyers", 0.3)]),
            Treatments = [offer.Treatments[0] with { Propensity = own }],
        };
        var person = new Person(SamplePlaybook.Compile(SamplePlaybook.Source with { Offers = [offer] }));
        if (buyer)
        {
            person.Buy();
        }

        Assert.Equal(expected, person.Preview(Person.Ask()).Offers.Single().Propensity);
    }
}
