using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Propensity;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Hosting;

/// <summary>
/// The embedded engine on its database with its playbook, started. What serves and what imports stand on it alike. Disposing it
/// drains what is in flight and gives the database back.
/// </summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private EngineHost(
        IJournalStore store, ReferenceSource reference, PlaybookLibrary library, EmbeddedEngine engine, JournalWriter writer,
        LivePopulation population) =>
        (Store, Reference, Library, Engine, Writer, Population) = (store, reference, library, engine, writer, population);

    public IJournalStore Store { get; }
    public ReferenceSource Reference { get; }
    public PlaybookLibrary Library { get; }
    public EmbeddedEngine Engine { get; }

    /// <summary>Follows the journal once it is started, which is for whoever serves its figures.</summary>
    public LivePopulation Population { get; }
    private JournalWriter Writer { get; }

    public static async Task<EngineHost> StartAsync(
        EngineHostOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var store = options.Storage.Open(time);
        JournalWriter? writer = null;
        EmbeddedEngine? engine = null;
        PlaybookLibrary? library = null;
        try
        {
            await store.InitializeAsync(cancellationToken);
            var playbook = await PlaybookChoice.ChooseAsync(
                store, options.PlaybookFolder, options.PreferSample, loggers.CreateLogger<PlaybookChoice>(), cancellationToken);
            var reference = new ReferenceSource(new ReferenceData(playbook.Playbook, new FixedPropensity())
            {
                // Before the first turn, which would else take the customer out of what the model says.
                Lag = (await LagModels.ReadAsync(store, cancellationToken)).Newest,
            });
            library = new PlaybookLibrary(store, reference, time);
            options.WriterOptions.Owner = JournalOwner.ForThisProcess(options.Url).ToString();
            var tail = new JournalTail(store, options.Projections.TailBytes);
            writer = new JournalWriter(store, options.WriterOptions, time, loggers.CreateLogger<JournalWriter>(), tail: tail);
            var starting = new EmbeddedEngine(store, writer, reference, options.Limits, time, loggers);
            await starting.StartAsync(cancellationToken);
            engine = starting;
            var activated = await library.ActivateAsync(playbook.Playbook, playbook.Origin, cancellationToken);
            if (activated.Activation is null)
            {
                throw new CommandException($"The playbook {activated.Faults[0].Reason}.");
            }

            var population = await LivePopulation.OpenAsync(
                store, tail, options.Storage.OpenProjections(loggers), reference, options.Projections,
                options.Limits, options.WriterOptions.Owner, time, loggers, cancellationToken);
            return new EngineHost(store, reference, library, engine, writer, population)
            {
                Notice = playbook.Notice,
                Limits = options.Limits,
            };
        }
        catch
        {
            await (engine?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (writer?.DisposeAsync() ?? ValueTask.CompletedTask);
            library?.Dispose();
            await store.DisposeAsync();
            throw;
        }
    }

    public required EngineLimits Limits { get; init; }

    /// <summary>What the user should know about the playbook that was chosen; null when it is the one they named.</summary>
    public string? Notice { get; private init; }

    public DecisionReplay CreateReplay() => new(Store, Library);

    public async ValueTask DisposeAsync()
    {
        await Population.DisposeAsync();
        await Engine.DisposeAsync();
        await Writer.DisposeAsync();
        Library.Dispose();
        await Store.DisposeAsync();
    }
}
