using System.Net.Http.Json;
using System.Text.Json;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using DbMarketing.Web.Inventory;
using DbMarketing.Web.Population;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Web.Tests;

/// <summary>The real API on Kestrel at a free port, over the embedded engine and a journal in memory.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    /// <summary>Figures and counts follow as fast as they can.</summary>
    private static readonly ProjectionOptions s_eager = new()
    {
        PollInterval = TimeSpan.FromMilliseconds(10),
        ModelInterval = TimeSpan.FromMilliseconds(20),
        SegmentSweepInterval = TimeSpan.FromMilliseconds(10),
    };

    private readonly WebApplication _app;
    private readonly JournalWriter _writer;
    private readonly EmbeddedEngine _engine;

    private WebServer(WebApplication app, JournalWriter writer, EmbeddedEngine engine) => (_app, _writer, _engine) = (app, writer, engine);

    public string Url { get; private init; } = "";

    public HttpClient Client { get; private init; } = new();

    public IServiceProvider Services => _app.Services;

    public EmbeddedEngine Engine => _engine;

    public KeyStore Keys => Services.GetRequiredService<KeyStore>();

    /// <summary>With <paramref name="webTime"/> the API alone runs by another clock.</summary>
    public static async Task<WebServer> StartAsync(
        Action<WebOptions>? configure = null, CompiledPlaybook? playbook = null, RequestDelegateFactory? first = null,
            IJournalStore? journal = null, TimeProvider? webTime = null, bool startEngine = true, ILoggerProvider? log = null)
    {
        var time = TimeProvider.System;
        var store = journal ?? new VolatileJournalStore(time);
        await store.InitializeAsync(CancellationToken.None);
        var reference = new ReferenceSource(new ReferenceData(playbook ?? SamplePlaybook.Compiled, new FixedPropensity()));
        var library = new PlaybookLibrary(store, reference, time);
        var limits = new EngineLimits();
        var tail = new JournalTail(store, s_eager.TailBytes);
        var writer = new JournalWriter(store, new JournalWriterOptions(), time, NullLogger<JournalWriter>.Instance, tail: tail);
        var engine = new EmbeddedEngine(store, writer, reference, limits, time, NullLoggerFactory.Instance);
        if (startEngine)
        {
            await engine.StartAsync(CancellationToken.None);
        }

        var population = await LivePopulation.OpenAsync(
            store, tail, new VolatileProjectionStore(), reference, s_eager, limits, "test", time, NullLoggerFactory.Instance,
            CancellationToken.None);
        await library.ActivateAsync(reference.Current.Playbook, "test", CancellationToken.None);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.Services.AddSingleton(webTime ?? time);
        builder.Services.AddSingleton<ICustomerEngine>(engine).AddSingleton<IEngineStatistics>(engine.Statistics).AddSingleton(limits);
        builder.Services.AddSingleton(population).AddHostedService<PopulationService>().AddStock();
        builder.Services.AddSingleton(store).AddSingleton(reference).AddSingleton(library).AddSingleton(new DecisionReplay(store, library));
        var options = new WebOptions { Secret = ServerSecret.CreateRandom(), LoopbackOnly = true,
            PushInterval = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        builder.Services.AddDbMarketingWeb(options);
        var app = builder.Build();
        if (first is not null)
        {
            app.Use(first.Invoke);
        }

        app.MapDbMarketing();
        await app.StartAsync();
        var url = app.Urls.Single();
        return new WebServer(app, writer, engine) { Url = url, Client = new HttpClient { BaseAddress = new Uri(url) } };
    }

    /// <summary>A client that sends a key, and a customer token if there is one.</summary>
    public HttpClient ClientOf(string key, string? token = null)
    {
        var client = new HttpClient { BaseAddress = new Uri(Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        if (token is not null)
        {
            client.DefaultRequestHeaders.Add("X-Customer-Token", token);
        }

        return client;
    }

    public async Task<CreatedKey> CreateKeyAsync(KeyKind kind, params string[] scopes)
    {
        var wish = new NewKey { Kind = kind, Scopes = scopes.Length == 0 ? null : scopes, Origins = kind == KeyKind.Browser
            ? ["https://shop.example"] : null };
        return (await Keys.CreateAsync(wish, CancellationToken.None)).Created!;
    }

    /// <summary>Posts JSON text and reads the answer, without a key or by a client that has one.</summary>
    public async Task<JsonElement> PostAsync(string path, object body, HttpClient? client = null)
    {
        using var response = await (client ?? Client).PostAsJsonAsync(path, body);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Completes when every merge that was begun is done.</summary>
    public async Task SettleAsync()
    {
        while (await _engine.SweepOutboxAsync(CancellationToken.None) > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _engine.DisposeAsync();
        await _writer.DisposeAsync();
    }
}

/// <summary>A middleware that stands before the API, such as one that drops connections.</summary>
internal delegate Task RequestDelegateFactory(HttpContext context, RequestDelegate next);
