using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Demo;

/// <summary>
/// What the synthetic shop sells: what the page of the shop does, in the twelve categories of the sample playbook, prices in US dollars.
/// </summary>
internal static class DemoCatalogue
{
    private static readonly (string Category, (string Name, decimal Price)[] Products)[] s_shelves =
    [
        ("home.kitchen", [
            ("Cast-iron pot 24 cm", 129), ("Hand-forged chef knife", 89),
            ("Pour-over kettle", 64), ("Oak serving board", 38)]),
        ("home.bedding", [("Washed linen duvet", 149), ("Down pillow", 72), ("Cotton sheet set", 98), ("Wool throw", 84)]),
        ("electronics.audio", [
            ("Noise-cancelling headphones", 279), ("Wireless earbuds", 129),
            ("Bookshelf speakers", 340), ("Turntable", 249)]),
        ("electronics.phone", [("Phone Haru 12", 799), ("Phone Haru 12 mini", 649), ("Magnetic charger", 39), ("Leather phone case", 45)]),
        ("electronics.tv", [("OLED television 55″", 1490), ("Soundbar", 329), ("Projector", 699), ("Streaming stick", 49)]),
        ("fashion.women", [("Merino cardigan", 118), ("Linen dress", 136), ("Leather ankle boots", 189), ("Silk scarf", 69)]),
        ("fashion.men", [("Oxford shirt", 74), ("Wool blazer", 245), ("Selvedge jeans", 138), ("Canvas trainers", 79)]),
        ("beauty.skincare", [("Rice toner", 24), ("Ceramide cream", 36), ("Vitamin C serum", 42), ("Sun fluid SPF 50", 22)]),
        ("sports.running", [("Running shoes Tempo", 139), ("Light running jacket", 96), ("GPS watch", 259), ("Hydration vest", 88)]),
        ("sports.camping", [("Two-person tent", 289), ("Down sleeping bag", 219), ("Titanium cook set", 79), ("Folding chair", 59)]),
        ("toys.bricks", [
            ("Brick castle, 1,200 pieces", 119), ("Space shuttle set", 94),
            ("Brick town starter", 49), ("Bonsai brick set", 52)]),
        ("books.fiction", [("The Lantern Keeper", 17), ("Salt and Cedar", 19), ("A Map of Small Rains", 16), ("The Night Ferry", 18)]),
    ];

    public static int CategoryCount => s_shelves.Length;

    /// <summary>Every product of every shelf.</summary>
    public static IReadOnlyList<string> ProductIds { get; } =
        [.. s_shelves.SelectMany(static shelf => shelf.Products.Select((_, place) => IdOf(shelf.Category, place)))];

    public static string Category(int shelf) => s_shelves[shelf].Category;

    /// <summary>A product of a shelf.</summary>
    public static ProductLine Product(int shelf, Random random)
    {
        var (category, products) = s_shelves[shelf];
        var place = random.Next(products.Length);
        var (name, price) = products[place];
        return new ProductLine(IdOf(category, place), 1, price, category, name);
    }

    private static string IdOf(string category, int place) => $"{category.Split('.')[1]}-{place + 1}";
}
