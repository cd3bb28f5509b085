using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Telemetry;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web;

/// <summary>
/// Adds the HTTP API, the live feed and the screens to a host. The host registers what they stand on: <c>ICustomerEngine</c>,
/// <c>IJournalStore</c>, <c>ReferenceSource</c>, <c>PlaybookLibrary</c>, <c>DecisionReplay</c> and <c>TimeProvider</c>.
/// </summary>
public static class DbMarketingWeb
{
    public static IServiceCollection AddDbMarketingWeb(this IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(options).AddSingleton(options.Secret);
        services.AddSingleton<KeyStore>().AddSingleton<DevelopmentAccess>().AddSingleton<VisitorTokens>().AddSingleton<OutcomeTokens>();
        services.AddSingleton<CustomerTokens>().AddSingleton<CallerAuthentication>().AddSingleton<RequestRates>().AddSingleton<CustomerAccess>();
        services.AddSingleton<WebInstruments>();
        services.AddSingleton<EventMapper>().AddSingleton<EventIntake>().AddSingleton<EventRecorder>().AddSingleton<TrackingAdmission>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default));
        services.AddRouting();
        return services;
    }

    /// <summary>Puts the middleware and every endpoint into the host's pipeline.</summary>
    public static WebApplication MapDbMarketing(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.MapTracking();
        return app;
    }
}
