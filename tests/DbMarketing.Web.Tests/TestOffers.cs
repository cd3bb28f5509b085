using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;

namespace DbMarketing.Web.Tests;

/// <summary>A playbook in which a purchase, and a declined offer, visibly change what is offered.</summary>
internal static class TestOffers
{
    public static CompiledPlaybook Compiled { get; } = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Offers =
        [
            SamplePlaybook.Offer("welcome", "gadgets", 10, "web", "call-centre"),
            SamplePlaybook.Offer("thanks-for-buying", "thanks", 1_000, "web", "call-centre") with
            {
                Policy = new EngagementPolicy(SamplePlaybook.Field("purchases.count", ConditionOperator.AtLeast, "1")),
            },
        ],
        Suppressions =
        [
            new SuppressionRule
            {
                Id = "declined", Outcome = ContactOutcome.Declined, Scope = SuppressionScope.Group, Window = TimeSpan.FromDays(7), Count = 1,
                Pause = TimeSpan.FromDays(7),
            },
        ],
    });

    /// <summary>Whoever viewed a product a second ago is in a segment, and gets another offer.</summary>
    public static CompiledPlaybook AfterASecond { get; } = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [new("looked", "Looked", SamplePlaybook.Field("since.productViewed", ConditionOperator.AtLeast, "\"1s\""))],
        Offers =
        [
            SamplePlaybook.Offer("welcome", "gadgets", 10),
            SamplePlaybook.Offer("come-back", "thanks", 1_000) with
            {
                Policy = new EngagementPolicy(new Condition { Segment = "looked" }),
            },
        ],
    });

    public static object Order(string customer, string messageId) => new
    {
        type = "track", userId = customer, messageId, @event = "Order Completed", properties = new { order_id = messageId, total = 20, currency = "USD" },
    };

    public static object View(string customer, string messageId, string product = "p1") => new
    {
        type = "track", userId = customer, messageId, @event = "Product Viewed", properties = new { product_id = product, category = "toys" },
    };
}
