using System.Text.Json.Serialization;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.CrossSell;
using DbMarketing.Web.Customers;
using DbMarketing.Web.Decide;
using DbMarketing.Web.Decisions;
using DbMarketing.Web.Health;
using DbMarketing.Web.Inventory;
using DbMarketing.Web.Keys;
using DbMarketing.Web.Ledger;
using DbMarketing.Web.Live;
using DbMarketing.Web.Outcomes;
using DbMarketing.Web.Pages;
using DbMarketing.Web.Playbooks;
using DbMarketing.Web.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Statistics;
using DbMarketing.Web.Telemetry;
using DbMarketing.Web.Tracking;
using DbMarketing.Web.Visitors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web;

/// <summary>
/// Adds the HTTP API, the live feed and the screens to a host. The host registers what they stand on: <c>ICustomerEngine</c>,
/// <c>IEngineStatistics</c>, <c>EngineLimits</c>, <c>IJournalStore</c>, <c>ReferenceSource</c>, <c>PlaybookLibrary</c>,
/// <c>DecisionReplay</c>, <c>LivePopulation</c>, <c>StockBook</c> and
/// <c>TimeProvider</c>.
/// </summary>
public static class DbMarketingWeb
{
    /// <summary>How long a body may be slower than <see cref="WebOptions.MinBodyBytesPerSecond"/>. Kestrel's own default.</summary>
    private static readonly TimeSpan SlowBodyGrace = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddDbMarketingWeb(this IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(options).AddSingleton(options.Secret);
        services.TryAddSingleton<EngineLimits>();
        services.AddSingleton<KeyStore>().AddSingleton<DevelopmentAccess>().AddSingleton<VisitorTokens>().AddSingleton<OutcomeTokens>();
        services.AddSingleton<CustomerTokens>().AddSingleton<CallerAuthentication>().AddSingleton<RequestRates>()
            .AddSingleton<CustomerAccess>();
        services.AddSingleton<WebInstruments>().AddSingleton<StatisticsReader>();
        services.AddSingleton<EventMapper>().AddSingleton<EventIntake>().AddSingleton<EventRecorder>().AddSingleton<TrackingAdmission>();
        services.AddSingleton<PastStates>().AddSingleton<PastViews>();
        services.AddSingleton<OfferBodies>().AddSingleton<PastDecisions>().AddSingleton<DecideEndpoint>().AddSingleton<OutcomeReader>()
            .AddSingleton<OutcomesEndpoint>();
        services.AddHealth().AddSingleton<ReplaySlots>().AddSingleton<BytesInFlight>();
        services.AddSingleton<LagOverview>();
        services.AddSingleton<ScanSlots>().AddSingleton<CustomerScan>().AddSingleton<PastModels>();
        services.AddSingleton<CustomerPaths>().AddSingleton<Timeline>().AddSingleton<AbsorbedHistories>().AddSingleton<StoredDecisions>();
        services.AddSingleton<LiveOffers>().AddSingleton<SubscriptionTable>().AddSingleton<OverviewTicker>();
        services.AddHostedService(static provider => provider.GetRequiredService<OverviewTicker>());
        services.AddHostedService<PopulationWatch>();
        services.ConfigureHttpJsonOptions(json =>
        {
            // Bodies are read by readers of their own, so it only keeps the description from calling every number a text as well.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default);
        });
        services.AddSingleton<HubFaults>().AddLogging(static logging => logging.AddFilter(HubFaults.ReplacedLog, LogLevel.None));
        services.AddSignalR(static hub => hub.MaximumReceiveMessageSize = 64 * 1024)
            .AddHubOptions<LiveHub>(static hub => hub.AddFilter<HubFaults>())
            .AddJsonProtocol(json => json.PayloadSerializerOptions = WebJson.Default.Options);
        services.AddRouting();
        services.Configure<KestrelServerOptions>(kestrel => Limit(kestrel, options));
        services.AddOpenApi("v1", static document => document
            .DescribeSecurity()
            .DescribeExamples()
            .DescribeTables()
            .AddDocumentTransformer(static (described, _, _) =>
            {
                described.Info.Title = "DbMarketing";
                // It is made once for all, so it does not name the host of whoever asked first.
                described.Servers = null;
                return Task.CompletedTask;
            }));
        return services;
    }

    /// <summary>Puts the middleware and every endpoint into the host's pipeline.</summary>
    public static WebApplication MapDbMarketing(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<WebOptions>();
        if (options.KnownProxies.Count > 0)
        {
            app.UseForwardedHeaders(ForwardedBy(options));
        }

        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<CrossOrigin>();
        app.UseRouting();
        app.UseMiddleware<PathIds>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<QueryMiddleware>();
        app.MapTracking();
        DecideEndpoint.Map(app);
        OutcomesEndpoint.Map(app);
        CustomerEndpoint.Map(app);
        FindCustomersEndpoint.Map(app);
        TimelineEndpoint.Map(app);
        DecisionEndpoints.Map(app);
        ExplanationEndpoint.Map(app);
        PlaybookEndpoints.Map(app);
        SegmentEndpoints.Map(app);
        SegmentMembersEndpoint.Map(app);
        SegmentPreviewEndpoint.Map(app);
        OfferCustomersEndpoint.Map(app);
        RfmEndpoint.Map(app);
        DictionaryEndpoint.Map(app);
        LagEndpoints.Map(app);
        RulesEndpoint.Map(app);
        RelatedProductsEndpoint.Map(app);
        InventoryEndpoints.Map(app);
        LifetimeEndpoints.Map(app);
        LifetimeCohortsEndpoint.Map(app);
        SegmentLifetimeEndpoint.Map(app);
        FreshnessEndpoint.Map(app);
        ProjectionEndpoints.Map(app);
        LedgerEndpoint.Map(app);
        StatisticsEndpoint.Map(app);
        LimitsEndpoint.Map(app);
        HealthEndpoints.Map(app);
        VisitorsEndpoint.Map(app);
        KeyEndpoints.Map(app);
        LiveEndpoints.Map(app);
        PageEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").ForAnybody().Add(OpenApiText.MakeOnce);
        return app;
    }

    /// <summary>What Kestrel holds before an endpoint is asked. The longest body is a playbook's; others allow less of their own.</summary>
    private static void Limit(KestrelServerOptions kestrel, WebOptions options)
    {
        kestrel.Limits.MaxRequestBodySize = Math.Max(options.MaxBodyBytes, PlaybookLimits.DocumentBytes);
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        kestrel.Limits.MinRequestBodyDataRate = options.MinBodyBytesPerSecond > 0
            ? new MinDataRate(options.MinBodyBytesPerSecond, SlowBodyGrace)
            : null;
    }

    private static ForwardedHeadersOptions ForwardedBy(WebOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = options.KnownProxies.Count };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.KnownProxies)
        {
            forwarded.KnownProxies.Add(proxy);
        }

        return forwarded;
    }
}
