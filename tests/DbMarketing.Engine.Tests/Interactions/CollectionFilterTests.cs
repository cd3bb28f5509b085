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

    /// <summary>Goal: no kind keeps a denied path in whatever it keeps as it came, however deep.</summary>
    [Theory]
    [InlineData("address.street")]
    [InlineData("STREET")]
    public void Apply_DropsADeniedPathInEveryKindAtAnyDepth(string denied)
    {
        var rule = new CollectionRule("*", [denied]);
        var kinds = EveryKind.Make(static () => new()
        {
            ["address"] = InteractionSets.Json("""{"city":"Seoul","street":"Hidden 1"}"""),
            ["properties"] = InteractionSets.Json("""{"address":{"street":"Hidden 2"},"list":[{"address":{"Street":"Hidden 3","city":"Busan"}}]}"""),
            ["context"] = InteractionSets.Json("""{"traits":{"address":{"street":"Hidden 4"}},"page":{"address":{"street":"Hidden 5"}}}"""),
            ["address.street"] = InteractionSets.Json("\"Hidden 6\""),
        }).ToList();

        Assert.Equal(InteractionKinds.All.Count, kinds.Count);
        Assert.All(kinds, interaction =>
        {
            var text = Written(CollectionFilter.Apply(interaction, rule));
            Assert.DoesNotContain("Hidden", text, StringComparison.Ordinal);
            Assert.Contains("Seoul", text, StringComparison.Ordinal);
            Assert.Contains("Busan", text, StringComparison.Ordinal);
        });
    }

    /// <summary>
    /// Method: each kind's text fields are denied one after the other. A new one is dropped, or is named here among those that cannot be.
    /// </summary>
    [Fact]
    public void Apply_DropsEveryTextOfEveryKindThatItCanDoWithout()
    {
        string[] needed =
        [
            "messageId", "source", "channel", "currency", "orderId", "storeId", "decisionId", "offerId", "treatmentId", "placement",
            "voidedMessageId", "campaignId", "callId", "caseId", "purpose", "forChannel", "other",
        ];
        foreach (var interaction in EveryKind.Make(static () => []))
        {
            var kind = InteractionKinds.NameOf(interaction);
            foreach (var name in TextsOf(interaction).Except(needed).Where(name => !(interaction is CustomInteraction && name == "name")))
            {
                var text = Written(CollectionFilter.Apply(interaction, new CollectionRule("*", [name])));
                Assert.False(
                    text.Contains(EveryKind.Mark + name, StringComparison.OrdinalIgnoreCase), $"{kind} keeps the denied '{name}': {text}");
            }
        }
    }

    [Theory]
    [InlineData("products.name")]
    [InlineData("properties.products.name")]
    public void Apply_DropsWhatIsDeniedOfProducts(string denied)
    {
        var order = EveryKind.Make(static () => []).OfType<OrderCompleted>().Single();

        var line = Assert.Single(((OrderCompleted)CollectionFilter.Apply(order, new CollectionRule("*", [denied]))).Products);

        Assert.Equal(order.Products[0] with { Name = null }, line);
    }

    [Fact]
    public void Apply_DropsWhatIsDeniedOfADecisionsContext()
    {
        var context = new Dictionary<string, string> { ["intent"] = "purchase", ["Phone"] = "010" };

        Assert.Equal(["intent"], CollectionFilter.Apply(context, new CollectionRule("*", ["context.phone"])).Keys);
        Assert.Equal(["Phone", "intent"], CollectionFilter.Apply(context, null).Keys.Order(StringComparer.Ordinal));
    }

    private static string Written(Interaction interaction) => System.Text.Encoding.UTF8.GetString(InteractionCodec.Write(interaction));

    private static IEnumerable<string> TextsOf(Interaction interaction)
    {
        foreach (var field in InteractionSets.Json(Written(interaction)).EnumerateObject())
        {
            var value = field.Value.ValueKind == System.Text.Json.JsonValueKind.Array ? field.Value[0] : field.Value;
            foreach (var inner in value.ValueKind == System.Text.Json.JsonValueKind.Object ? value.EnumerateObject().ToArray() : [field])
            {
                if (inner.Value.ToString().StartsWith(EveryKind.Mark, StringComparison.Ordinal))
                {
                    yield return inner.Name;
                }
            }
        }
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
