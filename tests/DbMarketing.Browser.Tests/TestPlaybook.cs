using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;

namespace DbMarketing.Browser.Tests;

/// <summary>Offers whose order a test can tell beforehand: who looks at tents gets the tent first; who declined gets it no more.</summary>
internal static class TestPlaybook
{
    public const string Tent = "tent-week";
    public const string TentTitle = "Tent week";
    public const string First = "welcome-gift";
    public const string Second = "free-delivery";

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "playbook.json"), SamplePlaybook.Compile(Source()).Document);
    }

    private static Playbook Source() => SamplePlaybook.Source with
    {
        Placements =
        [
            new("home-hero", "web", "Top of the home page"), new("home-row", "web", "Row of the home page"),
            new("product-row", "web", "Below a product"), new("cart-row", "web", "Below the bag"), new("desk", "call-centre", "Desk"),
        ],
        Offers =
        [
            Offer(Tent, TentTitle, 100) with
            {
                Policy = new EngagementPolicy(Applicability: SamplePlaybook.Field("affinity.sports.camping", ConditionOperator.AtLeast, "0.2")),
            },
            Offer(First, "A gift to welcome you", 50),
            Offer(Second, "Free delivery", 40),
            Offer("tea", "A cup of tea", 30),
            Offer("newsletter", "News by post", 20),
        ],
        LocalNames = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["ko"] = new Dictionary<string, string> { ["Buyers"] = "구매 고객", [Tent] = "텐트 주간" },
        },
        Suppressions =
        [
            new SuppressionRule
            {
                Id = "declined", Outcome = ContactOutcome.Declined, Scope = SuppressionScope.Offer, Count = 1,
                Window = TimeSpan.FromDays(30), Pause = TimeSpan.FromDays(30),
            },
        ],
    };

    private static Offer Offer(string id, string title, double value) => SamplePlaybook.Offer(id, "gadgets", value) with
    {
        Treatments = [.. ((string[])["web", "call-centre"]).Select(channel => new Treatment
        {
            Id = $"{id}-{channel}",
            Channel = channel,
            Content = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["en"] = new Dictionary<string, string> { ["title"] = title, ["body"] = id, ["script"] = $"Say: {title}." },
                ["ko"] = new Dictionary<string, string> { ["title"] = title, ["body"] = id, ["script"] = $"Say: {title}." },
            },
        })],
    };
}
