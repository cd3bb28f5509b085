using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Customers;

/// <summary>Seeded sets of interactions that reach every collection of the state, and past its limits when there are enough.</summary>
internal static class InteractionSets
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public const int Purposes = 45;

    public static readonly ReferenceData Reference = new(
        SamplePlaybook.Compile(SamplePlaybook.Source with
        {
            Purposes = [.. SamplePlaybook.Source.Purposes, .. Enumerable.Range(0, Purposes)
                .Select(number => new Purpose($"purpose{number}", $"Purpose {number}", ConsentBasis.OptOut))],
        }),
        new FixedPropensity());
    private static readonly string[] Categories = [.. Enumerable.Range(0, 12).Select(number => $"shop.area{number % 4}.kind{number}")];

    public static List<Interaction> Make(int seed, int count, string prefix = "m")
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => One(random, $"{prefix}{number}"))];
    }

    public static CustomerState Fold(CustomerId id, IEnumerable<Interaction> interactions)
    {
        var state = new CustomerState(id);
        _ = Fold(state, interactions);
        return state;
    }

    /// <summary>Records one after the other, with the history where it is asked for; returns the archive of all.</summary>
    public static MessageArchive Fold(CustomerState state, IEnumerable<Interaction> interactions)
    {
        var archive = new MessageArchive();
        foreach (var interaction in interactions)
        {
            var outcome = Recorder.Decide(state, null, interaction, Reference, interaction.ReceivedAt);
            outcome = outcome.NeedsHistory ? Recorder.Decide(state, archive, interaction, Reference, interaction.ReceivedAt) : outcome;
            if (outcome.Entry is { } entry)
            {
                state.Apply(entry);
                archive.Add(entry);
            }
        }

        return archive;
    }

    /// <summary>The state's content as text, without what names the customer.</summary>
    public static string Content(CustomerState state)
    {
        var snapshot = state.CaptureSnapshot() with { Id = "a:any", Sequence = 0, Links = null };
        return System.Text.Encoding.UTF8.GetString(SnapshotCodec.Write(snapshot));
    }

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement.Clone();

    private static Interaction One(Random random, string id)
    {
        // Minutes on a coarse grid, so that ties and visits come about.
        var at = Start.AddMinutes(20 * random.Next(0, 26_000));
        var session = random.Next(3) == 0 ? $"session-{random.Next(20)}" : null;
        var channel = random.Next(2) == 0 ? "web" : null;
        var line = new ProductLine($"p{random.Next(30)}", random.Next(1, 4), random.Next(100, 9999) / 100m, Categories[random.Next(12)], null);
        Interaction interaction = random.Next(14) switch
        {
            0 or 1 or 2 or 3 => new OrderCompleted
            {
                MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at,
                OrderId = random.Next(3) == 0 ? null : $"o{random.Next(150)}", Amount = random.Next(1, 100_000) / 100m,
                Currency = random.Next(4) switch { 0 => "EUR", 1 => $"X{(char)('A' + random.Next(26))}X", _ => null }, Products = [line],
            },
            4 => new OrderRefunded
            {
                MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, OrderId = $"o{random.Next(150)}",
                Amount = random.Next(1, 1000) / 100m, Currency = random.Next(3) == 0 ? "GBP" : null,
            },
            5 => new CartChanged
            {
                MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, Change = (CartChange)random.Next(1, 5), Products = [line],
            },
            6 => new Identified
            {
                MessageId = id, Source = random.Next(2) == 0 ? "web" : "desk", OccurredAt = at, ReceivedAt = at,
                Traits = new Dictionary<string, JsonElement>
                {
                    [$"t{random.Next(400)}"] = Json(random.Next(4) == 0 ? "null" : $"{random.Next(5)}"),
                    ["address"] = Json($$"""{"city":"c{{random.Next(9)}}"}"""),
                },
            },
            7 => new ConsentChanged
            {
                MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, Purpose = $"purpose{random.Next(Purposes)}",
                Granted = random.Next(2) == 0, ForChannel = random.Next(2) == 0 ? "email" : null,
            },
            8 => new OfferPresented
            {
                MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, OfferId = "voucher", DecisionId = $"d-1-{random.Next(1, 90):x}-0",
            },
            9 => new OfferDeclined { MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, OfferId = "headphones" },
            10 => new OutcomeVoided
            {
                MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, VoidedMessageId = $"m{random.Next(100)}",
            },
            11 => new Searched { MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, Query = "lamp", Category = line.Category },
            _ => new ProductViewed { MessageId = id, Source = "web", OccurredAt = at, ReceivedAt = at, Product = line },
        };
        return interaction with { SessionId = session, Channel = channel, Test = random.Next(500) == 0 };
    }
}
