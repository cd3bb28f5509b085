using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Conformance;

/// <summary>
/// Links between a few ids as nobody planned them: between any two, in chains and circles, of browsers that several people share, and
/// again what was linked or refused before.
/// </summary>
internal sealed class LinkGraph
{
    public LinkGraph(int number, Random random)
    {
        var known = 1 + random.Next(4);
        var visitors = 1 + random.Next(4);
        Ids =
        [
            .. Enumerable.Range(0, known).Select(i => CustomerId.Known($"g{number}-{i}")),
            .. Enumerable.Range(0, visitors).Select(i => CustomerId.Anonymous($"g{number}-{i}")),
        ];
        var links = Enumerable.Range(0, Ids.Count * 2).Select(i => Link(Any(random), Any(random), $"g{number}-l{i}", random));
        Links = [.. links];
    }

    public IReadOnlyList<CustomerId> Ids { get; }

    public IReadOnlyList<AddressedInteraction> Links { get; }

    private static AddressedInteraction Link(CustomerId one, CustomerId other, string message, Random random) =>
        random.Next(3) == 0 ? Happenings.Alias(one, message, other) : Happenings.Page(one, message) with { Link = other };

    private CustomerId Any(Random random) => Ids[random.Next(Ids.Count)];
}
