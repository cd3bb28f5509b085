using System.Globalization;

namespace DbMarketing.Server.Demo;

/// <summary>
/// One synthetic shopper: who they are, what they like, how often they come. Made from the seed and a number alone, so that the
/// same person exists after every restart. All of them are invented.
/// </summary>
internal sealed record DemoPerson
{
    /// <summary>The number of the person that the documentation names; a regular customer, whose desk has something to show.</summary>
    public const int Documented = 1;

    private static readonly string[] s_koreanWomen = ["Minji", "Haeun", "Jiwoo", "Soyeon", "Yuna", "Eunji"];

    private static readonly string[] s_koreanMen = ["Seojun", "Doyun", "Hyunwoo", "Junho", "Taeyang", "Minho"];

    private static readonly string[] s_koreanLast = ["Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon"];

    private static readonly string[] s_otherWomen = ["Emma", "Olivia", "Ava", "Mia", "Sofia", "Nora"];

    private static readonly string[] s_otherMen = ["Liam", "Noah", "Lucas", "Ethan", "Leo", "Max"];

    private static readonly string[] s_otherLast = ["Miller", "Rossi", "Dubois", "Novak", "Jensen", "Garcia", "Smith", "Weber"];

    private static readonly string[] s_cities = ["Seoul", "Busan", "Incheon", "Daegu", "Daejeon", "Gwangju", "Jeju"];

    public required int Number { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required string Language { get; init; }
    public required string City { get; init; }
    public required string Gender { get; init; }
    public required DateOnly BirthDate { get; init; }
    public required string Phone { get; init; }

    /// <summary>The currency of their orders: the local one for most.</summary>
    public required string Currency { get; init; }

    /// <summary>The shelves they like, best first; most of what they look at is there.</summary>
    public required IReadOnlyList<int> Tastes { get; init; }

    /// <summary>Their own mean time between two visits, in days.</summary>
    public required double GapDays { get; init; }

    /// <summary>The chance that a product in the cart is bought, 0 to 1.</summary>
    public required double BuyChance { get; init; }

    /// <summary>The chance that they never come back after a visit, 0 to 1.</summary>
    public required double ChurnChance { get; init; }

    /// <summary>How readily they take up offers, 0 to 1.</summary>
    public required double OfferChance { get; init; }

    /// <summary>They have an account from the start; others open one with their first order.</summary>
    public required bool HasAccount { get; init; }

    public string CustomerId => string.Create(CultureInfo.InvariantCulture, $"demo-{Number}");

    public string Email => $"{FirstName}.{LastName}.{Number}@example.com".ToLowerInvariant();

    /// <summary>The person of a number, from 1.</summary>
    public static DemoPerson Of(int seed, int number)
    {
        var random = new Random(HashCode(seed, number));
        var korean = number == Documented || random.NextDouble() < 0.7;
        var tastes = Enumerable.Range(0, DemoCatalogue.CategoryCount).OrderBy(_ => random.Next()).Take(1 + random.Next(3)).ToList();
        var woman = number == Documented || random.Next(2) == 0;
        return new DemoPerson
        {
            Number = number,
            FirstName = number == Documented ? "Minji" : Pick(FirstNames(korean, woman), random),
            LastName = number == Documented ? "Kim" : Pick(korean ? s_koreanLast : s_otherLast, random),
            Language = korean ? "ko" : "en",
            City = Pick(s_cities, random),
            Gender = woman ? "female" : "male",
            BirthDate = new DateOnly(1950, 1, 1).AddDays(random.Next(56 * 365)),
            Phone = number == Documented
                ? "010-1234-5678"
                : string.Create(CultureInfo.InvariantCulture, $"010-{2000 + (number % 8000):0000}-{random.Next(10_000):0000}"),
            Currency = korean ? "KRW" : random.Next(3) == 0 ? "EUR" : "USD",
            Tastes = tastes,
            GapDays = Math.Exp(1.2 + (1.1 * Normal(random))),
            BuyChance = 0.15 + (0.5 * random.NextDouble()),
            ChurnChance = 0.005 + (0.05 * random.NextDouble() * random.NextDouble()),
            OfferChance = 0.05 + (0.35 * random.NextDouble()),
            HasAccount = number == Documented || random.NextDouble() < 0.8,
        };
    }

    /// <summary>A hash that is the same in every process, unlike <see cref="System.HashCode"/>.</summary>
    internal static int HashCode(int seed, int number) => unchecked((int)(((uint)seed * 2_654_435_761u) ^ ((uint)number * 2_246_822_519u)));

    private static string[] FirstNames(bool korean, bool woman) => (korean, woman) switch
    {
        (true, true) => s_koreanWomen,
        (true, false) => s_koreanMen,
        (false, true) => s_otherWomen,
        _ => s_otherMen,
    };

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
