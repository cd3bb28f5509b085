using System.Text.Json;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Playbooks;

/// <summary>
/// The playbook versions that were ever active, stored beside the journal: decisions name them, so they are kept as they were and
/// never rebuilt. Activating stores first and swaps after, so no decision can name a version that is not stored. Thread-safe.
/// </summary>
/// <param name="store">Where the versions are.</param>
/// <param name="source">What holds now.</param>
/// <param name="time">When an activation was.</param>
/// <param name="storedVersions">The most versions that are stored.</param>
public sealed class PlaybookLibrary(
    IJournalStore store, ReferenceSource source, TimeProvider time, int storedVersions = PlaybookLimits.StoredVersions) : IDisposable
{
    /// <summary>The kind of the documents that are playbook versions, each under its version.</summary>
    internal const string PlaybookKind = "playbook";

    private const string ActivationKind = "activation";
    private const string HistoryId = "history";

    /// <summary>How often an activation starts over because another process activated meanwhile.</summary>
    private const int Attempts = 5;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock gate = new();
    private readonly LinkedList<CompiledPlaybook> compiled = [];

    /// <summary>
    /// Stores a playbook, writes the activation down, and makes it the one that holds. The version that is active already is not
    /// activated again. Refused with a fault when it is a new one and <see cref="PlaybookLimits.StoredVersions"/> are stored.
    /// </summary>
    public Task<ActivationResult> ActivateAsync(CompiledPlaybook playbook, string origin, CancellationToken cancellationToken) =>
        ActivateAsync(playbook, origin, history => history[0].Version == playbook.Version, cancellationToken);

    /// <summary>
    /// What a node of a cluster does with the playbook it starts with: activates it if it never was active
    /// (<paramref name="onlyFirst"/>: if none ever was); otherwise what is active holds here too. So a node that starts again, with
    /// whatever it started with before, takes nothing back. Throws <see cref="InvalidDataException"/> as <see cref="RefreshAsync"/> does.
    /// </summary>
    public Task<ActivationResult> JoinAsync(
        CompiledPlaybook playbook, string origin, bool onlyFirst, CancellationToken cancellationToken) =>
        ActivateAsync(
            playbook, origin, history => onlyFirst || history.Any(earlier => earlier.Version == playbook.Version), cancellationToken);

    /// <summary>Checks a document and activates it; with any fault, what is active stays active.</summary>
    public async Task<ActivationResult> ActivateDocumentAsync(
        ReadOnlyMemory<byte> document, string origin, CancellationToken cancellationToken)
    {
        var load = PlaybookLoader.LoadDocument(document);
        return load.Playbook is { } playbook ? await ActivateAsync(playbook, origin, cancellationToken) : new(null, load.Faults);
    }

    /// <summary>Makes a stored version active again.</summary>
    public async Task<ActivationResult> RollBackAsync(string version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        var load = await ReadVersionAsync(store, version, cancellationToken);
        return load switch
        {
            null => new(null, [new("playbook", "$.version", $"'{version}' is not a stored version; the history lists them")]),
            { Playbook: { } playbook } => await ActivateAsync(playbook, "rollback", cancellationToken),
            _ => new(null, load.Faults),
        };
    }

    /// <summary>
    /// Makes the version hold here that another node of the cluster made active; false when it holds already. One that the checks of this
    /// engine version refuse holds all the same. Throws <see cref="InvalidDataException"/> when it cannot even be compiled: what held
    /// here goes on to hold.
    /// </summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var (history, _) = await ReadHistoryAsync(store, cancellationToken);
            return history.Activations is [var newest, ..] && await HoldAsync(newest.Version, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Activations, newest first, at most <see cref="PlaybookLimits.Activations"/>.</summary>
    public async Task<IReadOnlyList<PlaybookActivation>> HistoryAsync(CancellationToken cancellationToken) =>
        (await ReadHistoryAsync(store, cancellationToken)).History.Activations;

    /// <summary>
    /// The reference data of a version that was active, for replay; null when it is not stored. Newer checks do not matter for it. Throws
    /// <see cref="InvalidDataException"/> when it cannot be compiled.
    /// </summary>
    public async ValueTask<ReferenceData?> FindAsync(string version, CancellationToken cancellationToken)
    {
        var current = source.Current;
        if (current.Playbook.Version == version)
        {
            return current;
        }

        if (Kept(version) is { } kept)
        {
            return current with { Playbook = kept };
        }

        var load = await ReadStoredAsync(store, version, cancellationToken);
        if (load is { Playbook: null })
        {
            throw new InvalidDataException($"Playbook version '{version}' is stored, but cannot be compiled: {load.Faults[0]}");
        }

        if (load is null)
        {
            return null;
        }

        Keep(load.Playbook);
        return current with { Playbook = load.Playbook };
    }

    /// <summary>
    /// The playbook that was active last in a store, for a process that starts; null in a new store. It is there in spite of what newer
    /// checks find wrong with it: a server must not stand still because it is a newer one.
    /// </summary>
    public static async Task<PlaybookLoad?> ReadActiveAsync(IJournalStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var (history, _) = await ReadHistoryAsync(store, cancellationToken);
        return history.Activations is [var newest, ..] ? await ReadStoredAsync(store, newest.Version, cancellationToken) : null;
    }

    /// <summary>The newest activation in a store; null when there never was one.</summary>
    internal static async Task<PlaybookActivation?> ReadNewestAsync(IJournalStore store, CancellationToken cancellationToken) =>
        (await ReadHistoryAsync(store, cancellationToken)).History.Activations is [var newest, ..] ? newest : null;

    public void Dispose() => turn.Dispose();

    /// <param name="yields">Whether the playbook leaves things as they are, given the history, which has at least one activation.</param>
    private async Task<ActivationResult> ActivateAsync(
        CompiledPlaybook playbook, string origin, Func<IReadOnlyList<PlaybookActivation>, bool> yields, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        ArgumentException.ThrowIfNullOrEmpty(origin);
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!await TryStoreAsync(playbook, cancellationToken))
            {
                return new(null, [new(
                    "playbook", "$", $"is a new version, and {storedVersions} are stored, which is the limit; decisions name them, "
                        + "so none is dropped. Roll back to a stored version, or begin a new database")]);
            }

            var activation = await WriteHistoryAsync(playbook, origin, yields, cancellationToken);
            Keep(playbook);
            await HoldAsync(activation.Version, cancellationToken);
            return new(activation, []);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<bool> TryStoreAsync(CompiledPlaybook playbook, CancellationToken cancellationToken)
    {
        if (await store.ReadDocumentAsync(PlaybookKind, playbook.Version, cancellationToken) is not null)
        {
            return true;
        }

        if (await store.CountDocumentsAsync(PlaybookKind, cancellationToken) >= storedVersions)
        {
            return false;
        }

        // Another process may have stored it meanwhile: its name is its content, so that is as good.
        var document = new Document(PlaybookKind, playbook.Version, time.GetUtcNow(), playbook.Document);
        await store.WriteDocumentAsync(document, expectedRevision: 0, cancellationToken);
        return true;
    }

    /// <summary>False when the version holds here already.</summary>
    private async Task<bool> HoldAsync(string version, CancellationToken cancellationToken)
    {
        if (source.Current.Playbook.Version == version)
        {
            return false;
        }

        source.Swap(await FindAsync(version, cancellationToken)
            ?? throw new InvalidDataException($"Playbook version '{version}' is active, but not stored."));
        return true;
    }

    private async Task<PlaybookActivation> WriteHistoryAsync(
        CompiledPlaybook playbook, string origin, Func<IReadOnlyList<PlaybookActivation>, bool> yields, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (history, revision) = await ReadHistoryAsync(store, cancellationToken);
            if (history.Activations is [var newest, ..] && yields(history.Activations))
            {
                return newest;
            }

            var number = history.Activations is [var last, ..] ? last.Number + 1 : 1;
            var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            var activation = new PlaybookActivation(number, playbook.Version, playbook.Source.Name, now, origin);
            var next = new ActivationHistory([activation, .. history.Activations.Take(PlaybookLimits.Activations - 1)]);
            var body = JsonSerializer.SerializeToUtf8Bytes(next, PlaybookFormat.Options);
            if (await store.WriteDocumentAsync(new(ActivationKind, HistoryId, activation.At, body), revision, cancellationToken))
            {
                return activation;
            }
        }

        throw new JournalUnavailableException($"Another process activated a playbook {Attempts} times meanwhile; try again.");
    }

    private static async Task<(ActivationHistory History, long Revision)> ReadHistoryAsync(
        IJournalStore store, CancellationToken cancellationToken)
    {
        var document = await store.ReadDocumentAsync(ActivationKind, HistoryId, cancellationToken);
        return document is null
            ? (new([]), 0)
            : (JsonSerializer.Deserialize<ActivationHistory>(document.Body.Span, PlaybookFormat.Options)!, document.Revision);
    }

    /// <summary>A version that was ever active, as this engine version takes it; null when it is not stored.</summary>
    private static async Task<PlaybookLoad?> ReadVersionAsync(IJournalStore store, string version, CancellationToken cancellationToken) =>
        await ReadDocumentAsync(store, version, cancellationToken) is { } document ? PlaybookLoader.LoadDocument(document.Body) : null;

    /// <summary>The same in spite of newer checks; null when it is not stored.</summary>
    internal static async Task<PlaybookLoad?> ReadStoredAsync(IJournalStore store, string version, CancellationToken cancellationToken) =>
        await ReadDocumentAsync(store, version, cancellationToken) is { } document ? PlaybookLoader.LoadStored(document.Body) : null;

    /// <summary>A version comes from outside as well, where it may be text that a database does not take.</summary>
    private static async Task<Document?> ReadDocumentAsync(IJournalStore store, string version, CancellationToken cancellationToken) =>
        version.All(char.IsAsciiHexDigit) ? await store.ReadDocumentAsync(PlaybookKind, version, cancellationToken) : null;

    private CompiledPlaybook? Kept(string version)
    {
        lock (gate)
        {
            return compiled.FirstOrDefault(playbook => playbook.Version == version);
        }
    }

    private void Keep(CompiledPlaybook playbook)
    {
        lock (gate)
        {
            if (compiled.Any(other => other.Version == playbook.Version))
            {
                return;
            }

            compiled.AddFirst(playbook);
            if (compiled.Count > PlaybookLimits.CompiledVersions)
            {
                compiled.RemoveLast();
            }
        }
    }
}
