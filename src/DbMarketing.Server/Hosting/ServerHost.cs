using DbMarketing.Engine.Engines;
using DbMarketing.Server.Demo;
using DbMarketing.Web.Hosting;
using DbMarketing.Web.Inventory;
using DbMarketing.Web.Population;

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
        await WebHost.CheckAsync(options.Web.Urls, options.Storage, time, cancellationToken);
        await using var engine = await EngineHost.StartAsync(EngineOptions(options), time, loggers, cancellationToken);
        await using var app = await BuildAsync(options, engine, time, cancellationToken);
        await app.StartAsync(cancellationToken);
        WriteBanner(options, engine, output, app.Urls);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }

    /// <summary>The web application, ready to start; who listens beyond this machine checks first that the store has a key.</summary>
    internal static async Task<WebApplication> BuildAsync(
        ServeOptions options, EngineHost engine, TimeProvider time, CancellationToken cancellationToken)
    {
        var secret = await options.Storage.LoadSecretAsync(engine.Store, time, cancellationToken);
        return WebHost.Build(options.Web, secret, builder => AddServices(builder.Services, options, engine, time));
    }

    private static EngineHostOptions EngineOptions(ServeOptions options) => new()
    {
        Storage = options.Storage,
        PlaybookFolder = options.Web.PlaybookFolder,
        PreferSample = options.Demo is not null,
        Url = options.Web.Urls[0],
    };

    private static void AddServices(IServiceCollection services, ServeOptions options, EngineHost engine, TimeProvider time)
    {
        // Instances, so that the container leaves their end to the host, which drains the engine after the last request.
        services.AddSingleton(time);
        services.AddSingleton<ICustomerEngine>(engine.Engine);
        services.AddSingleton(engine.Engine);
        services.AddSingleton<IEngineStatistics>(engine.Engine.Statistics);
        services.AddSingleton(engine.Limits);
        services.AddSingleton(engine.Store);
        services.AddSingleton(engine.Reference);
        services.AddSingleton(engine.Library);
        services.AddSingleton(engine.CreateReplay());
        services.AddSingleton(engine.Population).AddHostedService<PopulationService>().AddStock();
        if (options.Demo is { } demo)
        {
            services.AddSingleton(demo);
            services.AddHostedService<DemoTraffic>();
        }
    }

    private static void WriteBanner(ServeOptions options, EngineHost engine, TextWriter output, IEnumerable<string> urls)
    {
        var banner = new Banner { DeskQuery = options.Demo is null ? "" : "?phone=010-1234-5678" }
            .With("journal", options.Storage.Describe())
            .With(engine.Reference.Current.Playbook, engine.Notice);
        if (options.Demo is { } demo)
        {
            banner.With("demo", $"{demo.Rate} interactions a second from {demo.People} invented people");
        }

        banner.Write(output, urls);
    }
}
