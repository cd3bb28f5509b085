using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Conformance;

/// <summary>One person under several ids: a known one and some visitors, or two known ones by explicit statement.</summary>
internal sealed class MergingPerson
{
    private const int InteractionsEach = 8;

    /// <summary>Every fiftieth person has more than the state keeps, so that merging must look into the history.</summary>
    private const int InteractionsOfTheBusy = 130;

    private static readonly string[] s_categories = ["toys.bricks", "toys.games", "audio", "books"];

    public MergingPerson(string name, int ids, Random random)
    {
        var known = 1 + random.Next(2);
        Ids = [.. Enumerable.Range(0, ids).Select(i => i < known ? CustomerId.Known($"{name}-{i}") : CustomerId.Anonymous($"{name}-{i}"))];
        Survivor = Ids.Min();
        Whole = CustomerId.Known($"whole-{name}");
        var count = random.Next(50) == 0 ? InteractionsOfTheBusy : InteractionsEach;
        var own = Enumerable.Range(0, count).Select(i => Any(Ids[random.Next(ids)], $"{name}-m{i}", name, random));

        // A spanning tree: each id is linked to one before it, so that all are one in the end.
        var links = Enumerable.Range(1, ids - 1).Select(i => Link(Ids[random.Next(i)], Ids[i], $"{name}-l{i}", random));
        var work = own.Concat(links).ToArray();
        random.Shuffle(work);
        Work = work;
    }

    public IReadOnlyList<CustomerId> Ids { get; }

    public CustomerId Survivor { get; }

    /// <summary>The id of somebody to whom all of it happened under one id.</summary>
    public CustomerId Whole { get; }

    public IReadOnlyList<AddressedInteraction> Work { get; }

    /// <summary>The same interactions, all of them to <see cref="Whole"/>; links become links to itself.</summary>
    public IReadOnlyList<AddressedInteraction> AsOne =>
    [
        .. Work.Select(item => new AddressedInteraction(
            Whole, item.Interaction is IdentitiesMerged merged ? merged with { Other = Whole.ToString() } : item.Interaction)),
    ];

    private static AddressedInteraction Link(CustomerId one, CustomerId other, string message, Random random) =>
        one.Kind == CustomerKind.Known && other.Kind == CustomerKind.Anonymous && random.Next(2) == 0
            ? Happenings.Page(one, message) with { Link = other }
            : Happenings.Alias(one, message, other);

    private static AddressedInteraction Any(CustomerId customer, string message, string name, Random random)
    {
        var at = Happenings.Now.AddMinutes(-random.Next(60 * 24 * 60));
        var line = new ProductLine($"p{random.Next(9)}", 1 + random.Next(3), 5, s_categories[random.Next(s_categories.Length)], null);
        Interaction interaction = random.Next(10) switch
        {
            0 or 1 or 2 => new OrderCompleted
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Amount = 1 + random.Next(100),
                Currency = random.Next(4) switch { 0 => "EUR", 1 => "ZZZ", _ => null }, OrderId = $"{name}-o{random.Next(5)}",
                Products = [line],
            },
            3 => new OrderRefunded { MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Amount = 1 },
            4 => new CartChanged
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Change = (CartChange)random.Next(1, 5),
                Products = [line],
            },
            5 => new Identified
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at,
                Traits = new Dictionary<string, JsonElement> { ["city"] = JsonSerializer.SerializeToElement($"city {random.Next(9)}") },
            },
            6 => new ConsentChanged
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Purpose = "email-marketing",
                Granted = random.Next(2) == 0,
            },
            7 => new OfferPresented
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Channel = "web", OfferId = "voucher",
            },
            8 => new OfferDeclined { MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, OfferId = "headphones" },
            _ => new ProductViewed
            {
                MessageId = message, Source = "shop", OccurredAt = at, ReceivedAt = at, Product = line, SessionId = $"s{random.Next(3)}",
            },
        };
        return new AddressedInteraction(customer, interaction);
    }
}
