using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Tests.Customers;

namespace DbMarketing.Engine.Tests.Interactions;

public sealed class InteractionValidatorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProductLine Lamp = new("lamp", 1, 10m, "home", "Lamp");

    private static readonly Dictionary<string, Interaction> Faults = new()
    {
        ["message_id_missing"] = View() with { MessageId = " " },
        ["message_id_too_long"] = View() with { MessageId = Long(101) },
        ["message_id_control_character"] = View() with { MessageId = "a\u0000b" },
        ["message_id_malformed"] = View() with { MessageId = "a\ud800b" },
        ["source_missing"] = View() with { Source = "" },
        ["source_too_long"] = View() with { Source = Long(65) },
        ["channel_too_long"] = View() with { Channel = Long(65) },
        ["channel_missing"] = View() with { Channel = "" },
        ["session_id_too_long"] = View() with { SessionId = Long(257) },
        ["address_too_long"] = View() with { Address = Long(65) },
        ["time_too_early"] = View() with { OccurredAt = new(1969, 12, 31, 23, 59, 59, TimeSpan.Zero) },
        ["time_too_late"] = View() with { OccurredAt = Noon.AddHours(24).AddMilliseconds(1) },
        ["receipt_too_early"] = View() with { ReceivedAt = default },
        ["unknown_too_many"] = View() with { Unknown = Fields(301) },
        ["traits_too_many"] = Identified(Fields(301)),
        ["traits_name_missing"] = Identified(new() { [""] = InteractionSets.Json("1") }),
        ["traits_name_too_long"] = Identified(new() { [Long(257)] = InteractionSets.Json("1") }),
        ["traits_name_control_character"] = Identified(new() { ["a\u0007"] = InteractionSets.Json("1") }),
        ["traits_value_too_long"] = Identified(new() { ["a"] = InteractionSets.Json($"\"{Long(4097)}\"") }),
        ["traits_value_control_character"] = Identified(new() { ["a"] = InteractionSets.Json("\"\\u0001\"") }),
        ["traits_value_malformed"] = Identified(new() { ["a"] = InteractionSets.Json("\"\\ud800\"") }),
        ["traits_value_missing"] = Identified(new() { ["a"] = default }),
        ["traits_number_not_finite"] = Identified(new() { ["a"] = InteractionSets.Json("1e400") }),
        ["traits_too_deep"] = Identified(new() { ["a"] = InteractionSets.Json(new string('[', 9) + new string(']', 9)) }),
        ["name_missing"] = Custom("", null),
        ["name_too_long"] = Custom(Long(257), null),
        ["properties_too_many"] = Custom("x", Fields(301)),
        ["properties_too_deep"] = Custom("x", new() { ["a"] = InteractionSets.Json("""{"b":{"b":{"b":{"b":{"b":{"b":{"b":{"b":{}}}}}}}}}""") }),
        ["event_too_large"] = Custom("x", Enumerable.Range(0, 10).ToDictionary(n => $"p{n}", _ => InteractionSets.Json($"\"{Long(4000)}\""))),
        ["url_too_long"] = Page() with { Url = Long(4097) },
        ["referrer_control_character"] = Page() with { Referrer = "a\u001b[0m" },
        ["query_too_long"] = new Searched { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Query = Long(4097) },
        ["product_id_missing"] = View() with { Product = Lamp with { ProductId = "" } },
        ["product_id_too_long"] = View() with { Product = Lamp with { ProductId = Long(101) } },
        ["quantity_zero"] = View() with { Product = Lamp with { Quantity = 0 } },
        ["quantity_negative"] = View() with { Product = Lamp with { Quantity = -1 } },
        ["price_negative"] = View() with { Product = Lamp with { Price = -0.01m } },
        ["price_too_large"] = View() with { Product = Lamp with { Price = 1_000_000_000_001m } },
        ["product_category_too_long"] = View() with { Product = Lamp with { Category = Long(257) } },
        ["product_name_too_long"] = View() with { Product = Lamp with { Name = Long(257) } },
        ["product_lines_too_many"] = Order() with { Products = [.. Enumerable.Repeat(Lamp, 501)] },
        ["change_unknown"] = new CartChanged { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Change = CartChange.None },
        ["order_id_missing"] = Order() with { OrderId = "" },
        ["order_id_too_long"] = Order() with { OrderId = Long(257) },
        ["amount_negative"] = Order() with { Amount = -1 },
        ["amount_too_large"] = Order() with { Amount = 1_000_000_000_000.01m },
        ["amount_too_precise"] = Order() with { Amount = 0.0000001m },
        ["currency_malformed"] = Order() with { Currency = "₩" },
        ["points_negative"] = new PointsSpent { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Points = -1 },
        ["store_id_missing"] = new StoreVisited { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, StoreId = "" },
        ["offer_id_missing"] = Presented() with { OfferId = "" },
        ["decision_id_malformed"] = Presented() with { DecisionId = "d-0-0-0" },
        ["placement_too_long"] = Presented() with { Placement = Long(65) },
        ["void_target_missing"] = new OutcomeVoided { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, OfferId = "o" },
        ["call_id_missing"] = new CallStarted { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, CallId = "" },
        ["duration_ms_negative"] = new CallEnded { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, CallId = "c", DurationMs = -1 },
        ["case_id_missing"] = new CaseOpened { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, CaseId = "" },
        ["purpose_missing"] = new ConsentChanged { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Purpose = "", Granted = true },
        ["other_malformed"] = Merged("x:1"),
        ["other_missing"] = Merged(""),
        ["other_blocked"] = Merged("k:null"),
        ["text_too_long"] = new FeedbackGiven { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Text = Long(4097) },
    };

    public static TheoryData<string> Codes => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Validate_GivesEachFaultItsOwnCodeAndASentence(string code)
    {
        var verdict = InteractionValidator.Validate(Faults[code], Noon)!.Value;

        Assert.Equal((VerdictKind.Rejected, code), (verdict.Kind, verdict.Code));
        Assert.EndsWith(".", verdict.Reason, StringComparison.Ordinal);
        Assert.InRange(verdict.Reason!.Length, 20, 250);
    }

    [Theory]
    [InlineData("{FIELDS}", 300, null)]
    [InlineData("{FIELDS}", 301, "traits_too_many")]
    [InlineData("{\"list\":[{FIELDS}],\"f\":{FIELDS}}", 300, null)]
    [InlineData("{\"inner\":{FIELDS}}", 301, "traits_too_many")]
    [InlineData("{\"NAME\":{\"NAME\":1}}", 0, "traits_name_too_long")]
    public void Validate_CountsTheFieldsOfTraitsThatAreObjects(string trait, int fields, string? code)
    {
        var list = string.Join(',', Enumerable.Range(0, fields).Select(number => $"\"f{number}\":1"));
        var value = trait.Replace("FIELDS", list, StringComparison.Ordinal).Replace("NAME", Long(150), StringComparison.Ordinal);

        Assert.Equal(code, InteractionValidator.Validate(Identified(new() { ["a"] = InteractionSets.Json(value) }), Noon)?.Code);
    }

    [Fact]
    public void Validate_PassesWhatIsJustWithinTheLimits()
    {
        Interaction[] fine =
        [
            View() with { MessageId = Long(100), OccurredAt = Noon.AddHours(24) },
            View() with { OccurredAt = DateTimeOffset.UnixEpoch, Product = Lamp with { Quantity = 0.25m } },
            Order() with { Amount = 1_000_000_000_000m, Products = [.. Enumerable.Repeat(new ProductLine("p", 1, null, null, null), 500)] },
            Order() with { Amount = 0.000001m, Currency = "krw" },
            Identified(Fields(300)),
            Presented() with { DecisionId = "d-1000000000001-2a-0" },
            Merged("a:visitor"),
            .. InteractionSets.Make(3, 200).Select(interaction => interaction with { OccurredAt = Noon, ReceivedAt = Noon }),
        ];

        Assert.All(fine, interaction => Assert.Null(InteractionValidator.Validate(interaction, Noon)));
    }

    private static string Long(int length) => new('x', length);

    private static Dictionary<string, JsonElement> Fields(int count) =>
        Enumerable.Range(0, count).ToDictionary(number => $"f{number}", _ => InteractionSets.Json("1"));

    private static ProductViewed View() => new() { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Product = Lamp };

    private static PageViewed Page() => new() { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon };

    private static OrderCompleted Order() => new() { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Amount = 1 };

    private static OfferPresented Presented() => new() { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, OfferId = "o" };

    private static IdentitiesMerged Merged(string other) => new() { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Other = other };

    private static Identified Identified(Dictionary<string, JsonElement> traits) =>
        new() { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Traits = traits };

    private static CustomInteraction Custom(string name, Dictionary<string, JsonElement>? properties) =>
        new() { MessageId = "m", Source = "web", OccurredAt = Noon, ReceivedAt = Noon, Name = name, Properties = properties };
}
