using DbMarketing.Web.Health;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Hosting;

/// <summary>The web application of a host: API, live feed, pages, and the watcher of the playbook, on whatever engine it adds.</summary>
internal static class WebHost
{
    /// <summary>Refuses to start where the host cannot or may not listen, before a database is made or changed.</summary>
    /// <param name="urls">Where it is to listen.</param>
    /// <param name="storage">The database that may hold keys; null for a host that does not face callers and needs none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CommandException">With what to do about it.</exception>
    public static async Task CheckAsync(
        IReadOnlyList<string> urls, Storage? storage, TimeProvider time, CancellationToken cancellationToken)
    {
        FreePort.ThrowIfTaken(urls);
        if (storage is null || StartCheck.IsLoopbackOnly(urls))
        {
            return;
        }

        await using var store = storage.Open(time);
        var found = await store.HasSchemaAsync(cancellationToken) ? store : null;
        if (await StartCheck.RefusalAsync(urls, found, cancellationToken) is { } refusal)
        {
            throw new CommandException(refusal);
        }
    }

    /// <summary>The application, ready to start where <see cref="CheckAsync"/> does not refuse to.</summary>
    /// <param name="options">Where it listens, and its playbook.</param>
    /// <param name="secret">What tokens are derived from.</param>
    /// <param name="addEngine">Registers what <see cref="DbMarketingWeb"/> stands on.</param>
    /// <exception cref="CommandException">A setting cannot be read.</exception>
    public static WebApplication Build(WebHostOptions options, ServerSecret secret, Action<WebApplicationBuilder> addEngine)
    {
        var builder = CreateBuilder(options);
        addEngine(builder);
        builder.Services.AddDbMarketingWeb(WebSettings.Read(options.Urls, secret));
        if (options.PlaybookFolder is { } folder)
        {
            builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<PlaybookWatcher>(provider, folder));
        }

        var app = builder.Build();
        app.MapDbMarketing();
        return app;
    }

    /// <summary>An application that only tells how its host is, for a node of a cluster that does not face callers.</summary>
    public static WebApplication BuildHealth(WebHostOptions options, Action<WebApplicationBuilder> addEngine)
    {
        var builder = CreateBuilder(options);
        addEngine(builder);
        builder.Services.AddHealth();
        var app = builder.Build();
        HealthEndpoints.Map(app);
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(WebHostOptions options)
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
        return builder;
    }
}
