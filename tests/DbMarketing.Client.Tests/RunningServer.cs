using DbMarketing.Server.Hosting;
using DbMarketing.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Client.Tests;

/// <summary>The real server in this process, on a free port, with the sample playbook and an empty database.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly EngineHost _engine;
    private readonly WebApplication _app;

    private RunningServer(string folder, EngineHost engine, WebApplication app) => (_folder, _engine, _app) = (folder, engine, app);

    public Uri Url => new(_app.Urls.First());

    public DbMarketingClientOptions Options => new() { Server = Url };

    public static async Task<RunningServer> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dbmarketing-client-").FullName;
        var options = new ServeOptions { Web = new() { Urls = ["http://127.0.0.1:0"] }, Storage = new Storage(folder, null) };
        var engine = await EngineHost.StartAsync(
            new EngineHostOptions { Storage = options.Storage }, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        var app = await ServerHost.BuildAsync(options, engine, TimeProvider.System, cancellationToken);
        await app.StartAsync(cancellationToken);
        return new RunningServer(folder, engine, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
