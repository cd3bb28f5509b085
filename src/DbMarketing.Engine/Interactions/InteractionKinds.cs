namespace DbMarketing.Engine.Interactions;

/// <summary>
/// The kinds of the closed family, by JSON discriminator and by a one-byte code that snapshots keep. Codes are for ever: a new kind
/// takes the next one, and none is used again.
/// </summary>
public static class InteractionKinds
{
    private static readonly string[] Names =
    [
        "", "identified", "pageViewed", "searched", "productViewed", "productWishListed", "cartChanged", "orderCompleted",
        "orderRefunded", "pointsEarned", "pointsSpent", "storeVisited", "offerPresented", "offerClicked", "offerAccepted",
        "offerDeclined", "offerIgnored", "outcomeVoided", "messageSent", "messageDelivered", "messageOpened", "messageBounced",
        "callStarted", "callEnded", "caseOpened", "caseClosed", "feedbackGiven", "consentChanged", "identitiesMerged", "custom",
    ];

    private static readonly Dictionary<string, byte> Codes =
        Names.Index().Skip(1).ToDictionary(pair => pair.Item, pair => (byte)pair.Index, StringComparer.Ordinal);

    /// <summary>All discriminators, in the order of their codes.</summary>
    public static IReadOnlyList<string> All { get; } = Names[1..];

    /// <summary>The code of a discriminator; 0 when there is no such kind.</summary>
    public static byte CodeOf(string kind) => Codes.GetValueOrDefault(kind);

    /// <summary>The discriminator of a code.</summary>
    public static string NameOf(byte code) => code > 0 && code < Names.Length
        ? Names[code]
        : throw new ArgumentOutOfRangeException(nameof(code), code, "No interaction kind has this code.");

    /// <summary>The discriminator of an interaction.</summary>
    public static string NameOf(Interaction interaction) => Names[CodeOf(interaction)];

    /// <summary>The code of an interaction's kind.</summary>
    public static byte CodeOf(Interaction interaction) => interaction switch
    {
        Identified => 1,
        PageViewed => 2,
        Searched => 3,
        ProductViewed => 4,
        ProductWishListed => 5,
        CartChanged => 6,
        OrderCompleted => 7,
        OrderRefunded => 8,
        PointsEarned => 9,
        PointsSpent => 10,
        StoreVisited => 11,
        OfferPresented => 12,
        OfferClicked => 13,
        OfferAccepted => 14,
        OfferDeclined => 15,
        OfferIgnored => 16,
        OutcomeVoided => 17,
        MessageSent => 18,
        MessageDelivered => 19,
        MessageOpened => 20,
        MessageBounced => 21,
        CallStarted => 22,
        CallEnded => 23,
        CaseOpened => 24,
        CaseClosed => 25,
        FeedbackGiven => 26,
        ConsentChanged => 27,
        IdentitiesMerged => 28,
        CustomInteraction => 29,
        _ => throw new ArgumentOutOfRangeException(nameof(interaction), interaction.GetType().Name, "Not one of the closed family."),
    };
}
