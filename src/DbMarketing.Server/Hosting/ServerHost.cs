using DbMarketing.Engine.Engines;
using DbMarketing.Server.Commands;
using DbMarketing.Server.Demo;
using DbMarketing.Web;
using DbMarketing.Web.Security;

namespace DbMarketing.Server.Hosting;

/// <summary>The one-process host: engine, API, pages, and beside them the synthetic shop and the watcher of the playbook.</summary>
internal static class ServerHost
{
    /// <summary>Serves until it is told to stop; then drains what is in flight and gives the database back.</summary>
    public static async Task<int> RunAsync(ServeOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var telemetry = new Telemetry();
        using var loggers = Logs.CreateFactory();
        var time = TimeProvider.System;
        await using var engine = await EngineHost.StartAsync(EngineOptions(options), time, loggers, cancellationToken);
        await using var app = await BuildAsync(options, engine, time, cancellationToken);
        await app.StartAsync(cancellationToken);
        Banner.Write(output, app.Urls, options, engine);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }

    /// <summary>The web application, ready to start; not for callers that may not see every customer without its key check.</summary>
    internal static async Task<WebApplication> BuildAsync(
        ServeOptions options, EngineHost engine, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        if (builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            // They would replace the addresses of --urls, which were checked to be open to this machine only.
            throw new CommandException("Kestrel:Endpoints (Kestrel__Endpoints__… in the environment) names addresses; use --urls instead.");
        }

        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        Logs.Configure(builder.Logging);

        var web = await WebSettings.ReadAsync(options, engine.Store, time, cancellationToken);
        AddServices(builder.Services, engine, time);
        builder.Services.AddDbMarketingWeb(web);
        AddCompanions(builder.Services, options);

        var app = builder.Build();
        if (await StartCheck.RefusalAsync(options.Urls, app.Services.GetRequiredService<KeyStore>(), cancellationToken) is { } refusal)
        {
            await app.DisposeAsync();
            throw new CommandException(refusal);
        }

        app.MapDbMarketing();
        return app;
    }

    private static EngineHostOptions EngineOptions(ServeOptions options) => new()
    {
        Storage = options.Storage,
        PlaybookFolder = options.PlaybookFolder,
        PreferSample = options.Demo is not null,
        Url = options.Urls[0],
    };

    private static void AddServices(IServiceCollection services, EngineHost engine, TimeProvider time)
    {
        // Instances, so that the container leaves their end to the host, which drains the engine after the last request.
        services.AddSingleton(time);
        services.AddSingleton<ICustomerEngine>(engine.Engine);
        services.AddSingleton(engine.Engine);
        services.AddSingleton(engine.Engine.Statistics);
        services.AddSingleton(engine.Limits);
        services.AddSingleton(engine.Store);
        services.AddSingleton(engine.Reference);
        services.AddSingleton(engine.Library);
        services.AddSingleton(engine.CreateReplay());
    }

    private static void AddCompanions(IServiceCollection services, ServeOptions options)
    {
        if (options.Demo is { } demo)
        {
            services.AddSingleton(demo);
            services.AddHostedService<DemoTraffic>();
        }

        if (options.PlaybookFolder is { } folder)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<PlaybookWatcher>(provider, folder));
        }
    }
}
