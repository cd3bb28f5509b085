using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Tests.Customers;

namespace DbMarketing.Engine.Tests.Interactions;

public sealed class CollectionFilterTests
{
    private static readonly Identified Ada = new()
    {
        MessageId = "m", Source = "web", OccurredAt = InteractionSets.Start, ReceivedAt = InteractionSets.Start, Address = "203.0.113.77",
        Traits = InteractionSets.Json("""{"name":"Ada","ssn":"1","address":{"city":"Seoul","street":"Main"},"cards":[{"number":"4","kind":"visa"}]}""")
            .EnumerateObject().ToDictionary(trait => trait.Name, trait => trait.Value),
        Unknown = new() { ["device"] = InteractionSets.Json("""{"model":"x","advertisingId":"y"}""") },
    };

    [Fact]
    public void Apply_DropsDeniedFieldsAndPathsWhereverTheyAre()
    {
        var rule = new CollectionRule("web", ["SSN", "traits.address.street", "cards.number", "device.advertisingId"]);

        var text = System.Text.Encoding.UTF8.GetString(InteractionCodec.Write(CollectionFilter.Apply(Ada, rule)));

        Assert.Contains("Seoul", text, StringComparison.Ordinal);
        Assert.Contains("visa", text, StringComparison.Ordinal);
        Assert.All(["ssn", "Main", "number", "advertisingId"], denied => Assert.DoesNotContain(denied, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_DropsUnknownFieldsWhenToldTo() =>
        Assert.Null(CollectionFilter.Apply(Ada, new CollectionRule("web", null, KeepUnknown: false)).Unknown);

    [Fact]
    public void Apply_ShortensTheAddressUnlessTheRuleKeepsIt()
    {
        Assert.Equal("203.0.113.0", CollectionFilter.Apply(Ada, null).Address);
        Assert.Equal("203.0.113.77", CollectionFilter.Apply(Ada, new CollectionRule("web", KeepAddress: true)).Address);
        Assert.Null(CollectionFilter.Apply(Ada, new CollectionRule("web", ["address"])).Address);
        Assert.Null(CollectionFilter.Apply(Ada with { Address = "no address" }, null).Address);
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
    public void Shorten_KeepsTheNetworkAlone(string address, string expected) =>
        Assert.Equal(expected, AddressShortener.Shorten(System.Net.IPAddress.Parse(address)));

    [Theory]
    [InlineData("null")]
    [InlineData(" Anonymous ")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("")]
    [InlineData("\"undefined\"")]
    public void IsBlocked_KnowsWhatNamesNobody(string id) => Assert.True(BlockedIds.IsBlocked(id));

    [Theory]
    [InlineData("10")]
    [InlineData("annul")]
    [InlineData("a0-0")]
    public void IsBlocked_LetsRealIdsPass(string id) => Assert.False(BlockedIds.IsBlocked(id));
}
