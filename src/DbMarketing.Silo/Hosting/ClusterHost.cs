using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Projections.Postgres;
using DbMarketing.Engine.Propensity;
using DbMarketing.Silo.Schema;
using DbMarketing.Web.Hosting;
using DbMarketing.Web.Inventory;
using DbMarketing.Web.Population;
using DbMarketing.Web.Security;

namespace DbMarketing.Silo.Hosting;

/// <summary>One node of the cluster: customers, or the API and the pages, or both.</summary>
internal static class ClusterHost
{
    /// <summary>Serves until it is told to stop; then lets its customers move to other silos, and leaves the cluster.</summary>
    public static async Task<int> RunAsync(ClusterOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var telemetry = new Telemetry();
        using var loggers = Logs.CreateFactory();
        var time = TimeProvider.System;
        var writing = Settings.Bind<JournalWriterOptions>("Journal", static options => options.Validate());
        var limits = Settings.Bind<EngineLimits>("Engine", static limits => limits.Validate());
        var timings = Settings.Bind<ClusterTimings>("Cluster", timings => timings.Validate(limits));
        var projections = Settings.Bind<ProjectionOptions>(
            "Projections", options => options.ValidateForCluster(limits.PlaybookSweepInterval));
        await CheckAsync(options, time, cancellationToken);
        (writing.Cluster, writing.Owner) = (options.Name, JournalOwner.ForThisProcess(options.Web.Urls[0]).ToString());
        await using var store = new PostgresJournalStore(options.Postgres, time);
        await store.InitializeAsync(cancellationToken);
        // Before anything else is written: another engine may serve this database.
        await DatabaseShare.TakeAsync(store, writing, cancellationToken);
        await ClusterSchema.PrepareAsync(options.Postgres, cancellationToken);

        var playbook = await PlaybookChoice.ChooseAsync(
            store, options.Web.PlaybookFolder, preferSample: false, loggers.CreateLogger<PlaybookChoice>(), cancellationToken);
        var reference = new ReferenceSource(new ReferenceData(playbook.Playbook, new FixedPropensity())
        {
            // Before the first turn, which would else take the customer out of what the model says.
            Lag = (await LagModels.ReadAsync(store, cancellationToken)).Newest,
        });
        using var library = new PlaybookLibrary(store, reference, time);
        var tail = new JournalTail(store, projections.TailBytes);
        await using var population = await LivePopulation.OpenAsync(
            store, tail, new PostgresProjectionStore(options.Postgres), reference, projections, limits, writing.Owner, time, loggers,
            cancellationToken);
        var notice = await JoinAsync(library, playbook, options.Web.PlaybookFolder, cancellationToken);

        void Add(WebApplicationBuilder builder)
        {
            var services = builder.Services;
            services.AddSingleton(time).AddSingleton<IJournalStore>(store).AddSingleton(tail).AddSingleton(reference)
                .AddSingleton(library).AddSingleton(new DecisionReplay(store, library)).AddSingleton(writing).AddSingleton(population)
                .AddSingleton(limits).AddSingleton(timings);
            ClusterNode.Add(builder, options);
            services.AddHostedService<PlaybookFollower>();
            services.AddHostedService<PopulationService>().AddStock();
        }

        await using var app = options.Role == NodeRole.Silo
            ? WebHost.BuildHealth(options.Web, Add)
            : WebHost.Build(options.Web, await ServerSecret.LoadFromStoreAsync(store, time, cancellationToken), Add);
        await app.StartAsync(cancellationToken);
        var banner = new Banner { HasPages = options.Role != NodeRole.Silo }
            .With("cluster", $"{options.Name}, this node's role: {options.Role.ToString().ToLowerInvariant()}");
        (options.OpenPorts is { } ports ? banner.With("silo ports", ports) : banner)
            .With("journal", "PostgreSQL " + ConnectionText.WithoutPassword(options.Postgres))
            .With(reference.Current.Playbook, notice)
            .Write(output, app.Urls);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }

    /// <summary>Refuses a node that cannot or may not listen where it is told to, before it touches the database.</summary>
    private static async Task CheckAsync(ClusterOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.Role != NodeRole.Web)
        {
            FreePort.ThrowIfTaken(new(options.SiloAddress, options.SiloPort), $"the silo port {options.SiloPort}", "--silo-port");
            FreePort.ThrowIfTaken(
                new(options.SiloAddress, options.GatewayPort), $"the gateway port {options.GatewayPort}", "--gateway-port");
        }

        var keys = options.Role == NodeRole.Silo ? null : new Storage(null, options.Postgres);
        await WebHost.CheckAsync(options.Web.Urls, keys, time, cancellationToken);
    }

    /// <summary>What the user should know about the playbook that holds now; null for nothing.</summary>
    private static async Task<string?> JoinAsync(
        PlaybookLibrary library, PlaybookChoice playbook, string? folder, CancellationToken cancellationToken)
    {
        try
        {
            var joined = await library.JoinAsync(
                playbook.Playbook, playbook.Origin, onlyFirst: playbook.Origin == PlaybookChoice.Sample, cancellationToken);
            if (joined.Activation is not { } active)
            {
                throw new CommandException($"The playbook {joined.Faults[0].Reason}.");
            }

            return (active.Version == playbook.Playbook.Version, folder) switch
            {
                (true, _) => playbook.Notice,
                (_, null) => null,
                _ => $"Version {playbook.Playbook.Version} in {folder} was active before; to make it active again, roll back to it.",
            };
        }
        catch (InvalidDataException exception)
        {
            throw new CommandException(exception.Message);
        }
    }
}
