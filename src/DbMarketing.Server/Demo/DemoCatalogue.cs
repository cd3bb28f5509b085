using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Demo;

/// <summary>What the synthetic shop sells: the twelve categories of the sample playbook, prices in US dollars.</summary>
internal static class DemoCatalogue
{
    private static readonly (string Category, decimal Price, string[] Names)[] s_shelves =
    [
        ("home.kitchen", 48, ["Cast-iron pan", "Rice cooker", "Chef's knife", "Ceramic bowl set", "Hand grinder", "Steam kettle"]),
        ("home.bedding", 72, ["Linen duvet", "Goose-down pillow", "Cotton sheets", "Wool blanket", "Bamboo mattress pad"]),
        ("electronics.audio", 129, ["Wireless earbuds", "Studio headphones", "Bookshelf speakers", "Soundbar", "Turntable"]),
        ("electronics.phone", 540, ["Phone 12 mini", "Phone 15", "Foldable phone", "Phone case", "Fast charger"]),
        ("electronics.tv", 690, ["43-inch TV", "55-inch OLED", "75-inch TV", "Streaming stick", "Wall mount"]),
        ("fashion.women", 64, ["Wool coat", "Silk blouse", "Pleated skirt", "Ankle boots", "Canvas tote", "Knit dress"]),
        ("fashion.men", 58, ["Oxford shirt", "Selvedge jeans", "Merino jumper", "Leather belt", "Rain jacket"]),
        ("beauty.skincare", 27, ["Sun cream", "Vitamin C serum", "Sheet masks", "Night cream", "Cleansing oil"]),
        ("sports.running", 88, ["Trail shoes", "Running shorts", "GPS watch", "Hydration vest", "Road shoes"]),
        ("sports.camping", 110, ["Two-person tent", "Sleeping bag", "Camp stove", "Folding chair", "Head torch"]),
        ("toys.bricks", 39, ["City brick set", "Space station bricks", "Castle bricks", "Train bricks", "Brick box"]),
        ("books.fiction", 14, ["The Winter Ferry", "Seoul Nocturne", "Glass Orchard", "The Cartographer", "Paper Tigers"]),
    ];

    public static int CategoryCount => s_shelves.Length;

    public static string Category(int shelf) => s_shelves[shelf].Category;

    /// <summary>A product of a shelf, priced around the shelf's typical price.</summary>
    public static ProductLine Product(int shelf, Random random)
    {
        var (category, price, names) = s_shelves[shelf];
        var place = random.Next(names.Length);
        var own = Math.Round(price * (0.6m + (0.2m * place)), 2);
        return new ProductLine($"{category.Replace('.', '-')}-{place + 1}", 1, own, category, names[place]);
    }
}
