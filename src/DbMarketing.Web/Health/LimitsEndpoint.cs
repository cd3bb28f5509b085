using System.Runtime.CompilerServices;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Web.CrossSell;
using DbMarketing.Web.Customers;
using DbMarketing.Web.Decide;
using DbMarketing.Web.Hosting;
using DbMarketing.Web.Live;
using DbMarketing.Web.Outcomes;
using DbMarketing.Web.Population;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Health;

/// <summary>The limits that a caller meets, in one place, as they are set here.</summary>
internal static class LimitsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/limits", (WebOptions options, EngineLimits limits, LivePopulation population) =>
            TypedResults.Ok(Read(options, limits, population)))
        .WithName("readLimits").WithTags("Operations").WithSummary("The limits of this server, and what happens at them").ForAnybody();

    private static LimitsBody Read(WebOptions options, EngineLimits limits, LivePopulation population) => new(
    [
        OfWeb("bodyBytes", options.MaxBodyBytes, "longer bodies are answered with 413"),
        OfWeb("bodyValues", options.MaxBodyValues, "bodies with more JSON values are answered with 413"),
        OfWeb("bodyBytesInFlight", options.MaxBodyBytesInFlight, "503 with Retry-After, nothing stored"),
        OfWeb("unknownBytesInFlight", options.MaxUnknownBytesInFlight, "a body with its key inside gets 503, nothing stored"),
        new("unknownBodyBytes", TrackingAdmission.MaxUnknownBytes, "a longer body with its key inside is answered with 413"),
        OfWeb("unknownBodyMs", (long)options.UnknownBodyTime.TotalMilliseconds, "a slower body with its key inside is answered with 408"),
        OfWeb("bodyBytesPerSecond", options.MinBodyBytesPerSecond, "slower bodies are answered with 408"),
        OfWeb("eventBytes", options.MaxEventBytes, "a longer event is rejected alone"),
        OfWeb("batchEvents", options.MaxBatchEvents, "events beyond are rejected by name"),
        new("messageIdLength", EnvelopeReader.MaxMessageIdLength, "the event is rejected"),
        new("customerIdLength", CustomerId.MaxLength, "the event is rejected"),
        new("campaignBytes", EnvelopeReader.MaxCampaignBytes, "the event is rejected"),
        new("consentPurposes", ConsentEvents.MaxPurposes, "the event is rejected"),
        new("eventDepth", EventText.MaxDepth, "the event is rejected"),
        new("traits", IdentifyEvents.MaxTraits, "the event is rejected"),
        new("attributeBytes", StateLimits.AttributeBytes, "the event is rejected; removed and shorter traits make room"),
        new("productLines", ProductFields.MaxLines, "the event is rejected"),
        new("decidePlacements", DecideReader.MaxPlacements, "the request is answered with 400"),
        new("decideOffersPerPlacement", DecideReader.MaxOffers, "the request is answered with 400"),
        new("decideInteractions", DecideReader.MaxInteractions, "the request is answered with 400"),
        new("decideContext", DecideReader.MaxContext, "the request is answered with 400"),
        new("decideContextLength", DecideReader.MaxContextValueLength, "the request is answered with 400"),
        new("askedDaysAhead", AskedTimes.MaxDaysAhead, "the request is answered with 400; so are instants before 1970"),
        new("outcomes", OutcomesEndpoint.MaxOutcomes, "the request is answered with 400"),
        new("timelinePage", TimelineEndpoint.MaxLimit, "the request is answered with 400"),
        OfWeb("timelinePageBytes", options.TimelinePageBytes, "the page ends with the turn that reaches them; the next begins there"),
        OfWeb("replaysAtOnce", options.MaxReplays, "429 with Retry-After, nothing stored"),
        OfWeb("connections", options.MaxConnections, "a new connection is closed at once"),
        OfWeb("scansAtOnce", options.MaxScans, "the request waits, for Web:ScanWait at most"),
        new("scansWaiting", ScanSlots.MaxWaiting, "429 with Retry-After"),
        OfWeb("scanSeconds", (long)options.ScanTimeout.TotalSeconds, "the answer says that it is not complete, or where to go on"),
        new("segmentCustomersPage", SegmentMembersEndpoint.MaxLimit, "the request is answered with 400"),
        new("offerCustomersTop", OfferCustomersEndpoint.MaxTop, "the request is answered with 400"),
        OfWeb("serverRequestsPerSecond", options.ServerRequestsPerSecond, "429 with Retry-After, nothing stored"),
        OfWeb("browserRequestsPerSecond", options.BrowserRequestsPerSecond, "429 with Retry-After, nothing stored"),
        OfWeb("addressRequestsPerSecond", options.AddressRequestsPerSecond, "429 with Retry-After, nothing stored"),
        OfWeb("subscriptionsPerConnection", options.MaxSubscriptionsPerConnection, "the subscription is refused"),
        OfWeb("subscriptionsPerCustomer", options.MaxSubscriptionsPerCustomer, "the subscription is refused"),
        OfWeb("subscriptions", options.MaxSubscriptions, "the subscription is refused"),
        new("viewsPerSecond", PopulationWatch.LooksPerSecond, "screens hear later that the population has moved"),
        OfEngine("mailboxCommands", limits.MailboxCommands, "503 with Retry-After for the whole request; a retry is counted once"),
        OfEngine("callsInFlight", limits.CallsInFlight, "503 with Retry-After, nothing stored"),
        OfEngine("customersAtOnce", limits.CustomersAtOnce, "the other customers of the batch wait"),
        OfEngine("entriesPerTurn", limits.EntriesPerTurn, "the rest waits for the next turn"),
        OfEngine("historyLoadsAtOnce", limits.HistoryLoadsAtOnce, "an interaction older than the state remembers waits"),
        OfEngine("historyLoadsPerSecond", limits.HistoryLoadsPerSecond, "an interaction older than the state remembers waits"),
        OfEngine("archivedMessages", limits.ArchivedMessages, "a repeated message is looked for in all of the customer's history, slowly"),
        OfEngine("dueReviewsPerSecond", limits.DuePerSecond, "segments that change by time wait, in the order of their instants"),
        OfEngine("playbookReviewsPerSecond", limits.PlaybookReviewsPerSecond, "stored memberships follow another playbook later"),
        OfEngine("reviewSteps", limits.ReviewSteps, "further changes by time get the instant of the turn that finds them"),
        new("aliases", StateLimits.Aliases, "the link is refused; both customers stay"),
        new("pendingLinks", StateLimits.PendingLinks, "the link is not asked for; a later event asks again"),
        new("playbookVersions", PlaybookLimits.StoredVersions, "a new version is refused; stored ones stay"),
        new("inventoryItems", StockBook.MaxItems, "the request is answered with 400"),
        new("inventoryProducts", StockBook.MaxProducts, "a new product is rejected; stored ones still change"),
        .. OfThePopulation(population.Options),
        OfEngine("activations", limits.Activations, "the longest idle customer leaves memory; 503 when all are busy"),
    ]);

    private static IEnumerable<Limit> OfThePopulation(ProjectionOptions options) =>
    [
        OfProjections("segmentSweepPerSecond", options.SegmentSweepPerSecond, "members by the population take longer to count"),
        OfProjections("segmentSweepCustomers", options.SegmentSweepCustomers, "members by the population are estimated from a sample"),
        new("lifetimeCells", SpanCounts.DefaultMaxCells, "days are joined to weeks, then to four weeks and more, which the figures say"),
        new("lifetimeSpendBins", SpendCounts.DefaultMaxBins, "neighbouring bins of spend are joined two by two"),
        new("lifetimeFitCells", LifetimeFits.MaxCells, "a fit joins days first, which it says"),
        new("lifetimeFits", LifetimeFits.Kept, "the oldest fit is forgotten"),
        new("boughtItems", StateLimits.BoughtItems, "the oldest counts as never bought, and rules over time count no further"),
        new("basketItems", CrossSellCounts.MaxBasketItems, "further items of an order do not count as bought together"),
        new(
            "productsCounted", new CrossSellLimits().MaxItems,
            "the rarest are forgotten, with their names; rules say what they may have missed"),
        new("productPairs", new CrossSellLimits().MaxPairs, "the rarest are forgotten; rules say what they may have missed"),
        new("rules", new CrossSellLimits().MaxRules, "the least count of a rule is doubled until they fit"),
        new("rulesPage", RulesEndpoint.MaxLimit, "the request is answered with 400"),
        OfProjections("projectionLagSeconds", (long)options.MaxLag.TotalSeconds, "the figures count as late; serving goes on with them"),
    ];

    private static Limit OfWeb(string name, long value, string atLimit, [CallerArgumentExpression(nameof(value))] string read = "") =>
        new(name, value, atLimit, Settings.VariableOf("Web", PropertyIn(read)));

    private static Limit OfEngine(string name, long value, string atLimit, [CallerArgumentExpression(nameof(value))] string read = "") =>
        new(name, value, atLimit, Settings.VariableOf("Engine", PropertyIn(read)));

    private static Limit OfProjections(
        string name, long value, string atLimit, [CallerArgumentExpression(nameof(value))] string read = "") =>
        new(name, value, atLimit, Settings.VariableOf("Projections", PropertyIn(read)));

    /// <summary>The property that a value is read from, which is the setting's name: the one after the first dot.</summary>
    private static string PropertyIn(string read) => read.Split('.')[1];
}

public sealed record LimitsBody(IReadOnlyList<Limit> Limits);

/// <summary>A limit, its value here, and what happens at it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value on this server.</param>
/// <param name="AtLimit">What happens there.</param>
/// <param name="Setting">The environment variable that changes it; left out of a limit that nothing changes.</param>
public sealed record Limit(string Name, long Value, string AtLimit, string? Setting = null);
