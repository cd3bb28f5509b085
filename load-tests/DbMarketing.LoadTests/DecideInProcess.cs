using System.Diagnostics;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Propensity;

namespace DbMarketing.LoadTests;

/// <summary>Decisions in process over 2,500 offers, each with ten conditions of its own that hold, so that none is cut short.</summary>
internal static class DecideInProcess
{
    private const int Offers = 2_500;
    private const int ConditionsPerOffer = 10;

    /// <summary>The time of one decision in milliseconds: median and 99th percentile.</summary>
    public static (double Median, double P99) Run(TimeSpan length, DateTimeOffset now)
    {
        var load = PlaybookLoader.LoadPlaybook(Playbook());
        var reference = new ReferenceData(
            load.Playbook ?? throw new InvalidOperationException(string.Join('\n', load.Faults)), new FixedPropensity());
        var customer = new CustomerState(CustomerId.Known("c"));
        var request = new DecisionRequest { Channel = "web", Placements = [new PlacementRequest("hero", 3)] };
        var id = new DecisionId(new CustomerKey(1), 1, 0);
        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        for (ulong seed = 0; watch.Elapsed < length; seed++)
        {
            var start = Stopwatch.GetTimestamp();
            Decider.Decide(customer, request, reference, now, seed, id);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        // The first third warms up.
        var measured = times.Skip(times.Count / 3).Order().ToList();
        return (measured[measured.Count / 2], measured[(int)(measured.Count * 0.99)]);
    }

    private static Playbook Playbook() => new()
    {
        Name = "Benchmark",
        BaseCurrency = "USD",
        TimeZone = "UTC",
        PhoneCountryCode = "82",
        Languages = ["en"],
        Channels = [new("web", "Web", false)],
        Placements = [new("hero", "web", "Hero")],
        Purposes = [new("personalisation", "Personal offers", ConsentBasis.OptOut)],
        Issues = [new("sell", "Sell")],
        Groups = [new() { Id = "all", Issue = "sell", Name = "All" }],
        Offers = [.. Enumerable.Range(0, Offers).Select(Offer)],
    };

    private static Offer Offer(int number) => new()
    {
        Id = $"offer-{number}",
        Group = "all",
        Name = $"Offer {number}",
        Value = 1 + (number % 97),
        Purpose = "personalisation",
        Policy = new EngagementPolicy(
            new Condition { All = [.. Enumerable.Range(0, ConditionsPerOffer).Select(place => Holds(number, place))] }),
        Treatments =
        [
            new()
            {
                Id = $"offer-{number}-web",
                Channel = "web",
                Content = new Dictionary<string, IReadOnlyDictionary<string, string>>
                {
                    ["en"] = new Dictionary<string, string> { ["title"] = $"Offer {number}" },
                },
            },
        ],
    };

    private static Condition Holds(int number, int place) => new()
    {
        Field = "purchases.count",
        Op = ConditionOperator.LessThan,
        Value = System.Text.Json.JsonDocument.Parse($"{1 + (number * ConditionsPerOffer) + place}").RootElement.Clone(),
    };
}
