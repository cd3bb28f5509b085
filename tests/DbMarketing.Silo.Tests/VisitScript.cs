using System.Text.Json;
using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Silo.Tests;

/// <summary>
/// A hundred customers who visit a hundred times, each of them once in a round, all at one instant and with one seed. What they do is a
/// function of their number, the round, and what was decided for them.
/// </summary>
internal sealed class VisitScript
{
    public const int Customers = 100;

    private const int Rounds = 100;

    /// <summary>Every so many customers was an anonymous visitor too, and one of them still is.</summary>
    private const int VisitorEvery = 4;

    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan s_betweenRounds = TimeSpan.FromHours(7);

    private static readonly string[] s_categories =
    [
        "electronics.audio", "electronics.tv", "electronics.phone", "home.kitchen", "home.bedding", "fashion.women", "fashion.men",
        "beauty.skincare", "sports.running", "sports.camping", "toys.bricks", "books.fiction",
    ];

    private static readonly (string Channel, PlacementRequest[] Placements)[] s_screens =
    [
        ("web", [new("home-hero"), new("home-row", 4)]), ("web", [new("product-row", 3)]), ("web", [new("cart-row", 2)]),
        ("app", [new("home", 3)]), ("call-centre", [new("desk", 3)]), ("email", [new("newsletter", 2)]),
    ];

    public StandingClock Clock { get; } = new(s_start);

    public ulong Seed { get; private set; }

    /// <summary>Makes everybody known to the journal, and merges those who have two ids.</summary>
    public async Task TellHistoryAsync(IServing serving, CancellationToken cancellationToken)
    {
        Clock.Now = s_start;
        for (var number = 0; number < Customers; number++)
        {
            var random = new Random(number);
            var id = Id(number, 0);
            AddressedInteraction[] history =
            [
                Traits(id, number, random), .. Consents(id, number, random),
                .. Enumerable.Range(0, random.Next(12)).Select(past =>
                    Any(id, $"h{past}", s_start.AddMinutes(-random.Next(120 * 24 * 60)), random)),
            ];
            await serving.Engine.RecordAsync(history, cancellationToken);
            if (IsVisitor(number))
            {
                await serving.Engine.RecordAsync([Happenings.Alias(CustomerId.Known($"{number}"), "merge", id)], cancellationToken);
                await serving.SettleAsync(cancellationToken);
            }
        }
    }

    /// <summary>Lets everybody visit, round by round.</summary>
    public async Task VisitAsync(IServing serving, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds; round++)
        {
            Clock.Now = s_start + (s_betweenRounds * (round + 1));
            Seed = (ulong)new Random(round).NextInt64();
            var decided = await Task.WhenAll(Enumerable.Range(0, Customers).Select(number =>
                serving.Engine.DecideAsync(Id(number, round), Command(number, round), cancellationToken)));
            Clock.Now = Clock.Now.AddMinutes(2);
            await serving.Engine.RecordAsync(
                [.. decided.SelectMany((reply, number) => Outcomes(number, round, reply.Decision))], cancellationToken);
        }
    }

    private static bool IsVisitor(int number) => number % VisitorEvery == 1;

    /// <summary>The id under which somebody comes in a round: who was merged comes under either.</summary>
    private static CustomerId Id(int number, int round) => number % VisitorEvery == 0 || (IsVisitor(number) && round % 2 == 0)
        ? CustomerId.Anonymous($"{number}")
        : CustomerId.Known($"{number}");

    private DecideCommand Command(int number, int round)
    {
        var random = new Random((round * Customers) + number);
        var (channel, placements) = s_screens[random.Next(s_screens.Length)];
        var id = Id(number, round);
        return new DecideCommand
        {
            Request = new DecisionRequest
            {
                Channel = channel,
                Placements = placements,
                SessionId = random.Next(2) == 0 ? $"s{round / 3}" : null,
                RequestId = $"r{round}",
                Language = random.Next(3) == 0 ? "ko" : null,
                Context = random.Next(4) == 0 ? new Dictionary<string, string> { ["intent"] = "cancellation" } : [],
            },
            Interactions =
            [
                .. Enumerable.Range(0, random.Next(3)).Select(part =>
                    Any(id, $"m{round}-{part}", Clock.Now.AddMinutes(-random.Next(30)), random)),
            ],
        };
    }

    private IEnumerable<AddressedInteraction> Outcomes(int number, int round, Decision decision)
    {
        var random = new Random(-1 - (round * Customers) - number);
        foreach (var (part, offer) in decision.Offers.Index().Where(one => !one.Item.Fallback && random.Next(3) > 0))
        {
            yield return new AddressedInteraction(Id(number, round), Outcome(offer.OfferId, $"o{round}-{part}", random) with
            {
                Channel = decision.Request.Channel, DecisionId = decision.Id, TreatmentId = offer.TreatmentId, Placement = offer.Placement,
            });
        }
    }

    private OfferOutcome Outcome(string offer, string message, Random random)
    {
        var (at, source) = (Clock.Now, "shop");
        return random.Next(8) switch
        {
            0 => new OfferAccepted { OfferId = offer, MessageId = message, Source = source, OccurredAt = at, ReceivedAt = at },
            1 => new OfferDeclined { OfferId = offer, MessageId = message, Source = source, OccurredAt = at, ReceivedAt = at },
            2 => new OfferIgnored { OfferId = offer, MessageId = message, Source = source, OccurredAt = at, ReceivedAt = at },
            3 => new OfferClicked { OfferId = offer, MessageId = message, Source = source, OccurredAt = at, ReceivedAt = at },
            _ => new OfferPresented { OfferId = offer, MessageId = message, Source = source, OccurredAt = at, ReceivedAt = at },
        };
    }

    private static AddressedInteraction Traits(CustomerId id, int number, Random random) => new(id, new Identified
    {
        MessageId = "traits", Source = "shop", OccurredAt = s_start.AddDays(-200), ReceivedAt = s_start.AddDays(-200),
        Traits = new Dictionary<string, JsonElement>
        {
            ["firstName"] = JsonSerializer.SerializeToElement($"Customer {number}"),
            ["birthDate"] = JsonSerializer.SerializeToElement($"{1950 + random.Next(60)}-05-1{random.Next(10)}"),
            ["tier"] = JsonSerializer.SerializeToElement(random.Next(2) == 0 ? "gold" : "silver"),
            ["city"] = JsonSerializer.SerializeToElement(random.Next(2) == 0 ? "Seoul" : "Busan"),
            ["children"] = JsonSerializer.SerializeToElement(random.Next(3)),
            ["points"] = JsonSerializer.SerializeToElement(random.Next(20_000)),
            ["appUser"] = JsonSerializer.SerializeToElement(random.Next(2) == 0),
        },
    });

    private static IEnumerable<AddressedInteraction> Consents(CustomerId id, int number, Random random)
    {
        foreach (var purpose in new[] { "email-marketing", "personalisation" }.Where(_ => random.Next(3) > 0))
        {
            yield return new AddressedInteraction(id, new ConsentChanged
            {
                MessageId = purpose, Source = "shop", OccurredAt = s_start.AddDays(-100), ReceivedAt = s_start.AddDays(-100),
                Purpose = purpose, Granted = number % 10 > 0,
            });
        }
    }

    private static AddressedInteraction Any(CustomerId id, string message, DateTimeOffset at, Random random)
    {
        var category = s_categories[random.Next(s_categories.Length)];
        var line = new ProductLine($"p{random.Next(50)}", 1 + random.Next(2), 10 + random.Next(300), category, null);
        return new AddressedInteraction(id, random.Next(8) switch
        {
            0 => new OrderCompleted
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Amount = line.Price!.Value, OrderId = message,
                Products = [line],
            },
            1 => new CartChanged
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Change = CartChange.Added, Products = [line],
            },
            2 => new OrderRefunded { MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Amount = 5 },
            3 => new CaseOpened { CaseId = message, MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at },
            4 => new PageViewed { MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Name = "Home" },
            _ => new ProductViewed { MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Product = line },
        });
    }
}
