using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Keeps one model of the population: fits it when it is time, by one node of a cluster, and lets the stored one hold on every node. Each
/// write expects the revision before it, so of two nodes that fit together one is heard; the lease only spares work.
/// </summary>
public sealed partial class ModelSchedule<TModel> : IAsyncDisposable
    where TModel : class, IFittedModel
{
    /// <summary>While there is no model, and to see whether the population has grown, it is looked this often.</summary>
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMinutes(1);

    private readonly ModelKind<TModel> _kind;
    private readonly IJournalStore _store;
    private readonly ProjectionOptions _options;
    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _fitting = new(1, 1);
    private readonly StepLoop _loop;
    private readonly Lock _holding = new();
    private ModelHistory<TModel>? _history;
    private long _revision;
    private long _refused;
    private long _lookAtMs;
    private bool _foundNone;

    /// <param name="owner">Who this is, as the lease will name it; another one at each start.</param>
    internal ModelSchedule(
        ModelKind<TModel> kind, IJournalStore store, ProjectionOptions options, string owner, TimeProvider time, ILogger logger)
    {
        (_kind, _store, _options, _owner, _time, _logger) = (kind, store, options, owner, time, logger);
        _loop = new($"the model '{kind.Document.Name}'", options.ModelInterval, time, logger);
    }

    /// <summary>The models that held, as this node saw them last; null before it looked.</summary>
    public ModelHistory<TModel>? History => Volatile.Read(ref _history);

    /// <summary>Why no model holds, as far as this node knows.</summary>
    public ModelLack Lack => History?.Newest is not null ? ModelLack.None
        : !_kind.IsEnough() ? ModelLack.TooFew
        : Volatile.Read(ref _foundNone) ? ModelLack.NoneFits
        : ModelLack.Due;

    /// <summary>
    /// When a fit is due by the clock alone, at the latest; one in the past is due at once. Growth of the population makes it due earlier.
    /// </summary>
    public DateTimeOffset NextFitAt => History is { Newest: not null } history ? history.CheckedAt + _options.RefitInterval : LookAt;

    private DateTimeOffset LookAt => DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Read(ref _lookAtMs));

    /// <summary>Begins to look; returns at once.</summary>
    public void Start() => _loop.Start(StepAsync);

    /// <summary>Completes when nothing is under way.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _loop.StopAsync(cancellationToken);

    /// <summary>
    /// Fits now, on this node. The model is taken up when it is the first, or far enough from the one that holds; one fit at a time.
    /// </summary>
    public async Task<FitOutcome<TModel>> FitAsync(CancellationToken cancellationToken)
    {
        await _fitting.WaitAsync(cancellationToken);
        try
        {
            return await FitOnceAsync(cancellationToken);
        }
        finally
        {
            _fitting.Release();
        }
    }

    /// <summary>Lets the stored model hold here, and fits another when it is time and no other node does.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        if ((await ReadAsync(cancellationToken)).History is null)
        {
            return;
        }

        var now = _time.GetUtcNow();
        var lease = LeaseNames.Model(_kind.Document.Name);
        if (now < LookAt || _kind.Basis() is null || !IsDue(History!, now)
            || await _store.AcquireLeaseAsync(lease, _owner, _options.LeaseDuration, cancellationToken) is null)
        {
            return;
        }

        Interlocked.Exchange(ref _lookAtMs, (now + s_lookEvery).ToUnixTimeMilliseconds());
        await FitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _loop.Dispose();
        _fitting.Dispose();
    }

    private bool IsDue(ModelHistory<TModel> history, DateTimeOffset now) => history.Newest is not { } held
        || now >= history.CheckedAt + _options.RefitInterval
        || _kind.Basis()?.HasGrownFrom(history.CheckedTo ?? _kind.BasisOf(held)) == true;

    private async Task<FitOutcome<TModel>> FitOnceAsync(CancellationToken cancellationToken)
    {
        var (history, revision) = await ReadAsync(cancellationToken);
        if (history is null)
        {
            throw new JournalUnavailableException($"The model '{_kind.Document.Name}' is of a newer program, which alone may fit it anew.");
        }

        var now = _time.GetUtcNow();
        var (basis, isEnough) = (_kind.Basis(), _kind.IsEnough());
        var fitted = await Task.Run(() => _kind.Fit(now), cancellationToken);
        Volatile.Write(ref _foundNone, isEnough && fitted is null);
        basis = fitted is null ? basis : _kind.BasisOf(fitted);
        if (basis is null || (fitted ?? history.Newest) is null)
        {
            return new(history.Newest, null, false);
        }

        var taken = fitted is not null && (history.Newest is not { } held || _kind.IsFar(fitted, held));
        var next = history.After(now, basis, taken ? fitted : null);
        if (!await _kind.Document.WriteAsync(_store, next, revision, cancellationToken))
        {
            // Another node was as busy: its fit is as good.
            (history, _) = await ReadAsync(cancellationToken);
            return new(history?.Newest, fitted, false);
        }

        Hold(next, revision + 1);
        LogChecked(fitted, taken);
        return new(next.Newest, fitted, taken);
    }

    private async Task<(ModelHistory<TModel>? History, long Revision)> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await _kind.Document.ReadAsync(_store, cancellationToken);
        if (read.History is { } history)
        {
            Hold(history, read.Revision);
        }
        else if (Interlocked.Exchange(ref _refused, read.Revision) != read.Revision)
        {
            LogRefused(_logger, _kind.Document.Name);
        }

        return read;
    }

    /// <summary>What was read before another write and comes after it is passed over, or the older model would hold again.</summary>
    private void Hold(ModelHistory<TModel> history, long revision)
    {
        lock (_holding)
        {
            if (revision < _revision)
            {
                return;
            }

            var held = History?.Newest?.Version;
            _revision = revision;
            Volatile.Write(ref _history, history);
            if (history.Newest is { } newest && newest.Version != held)
            {
                _kind.Hold(newest);
            }
        }
    }

    private void LogChecked(TModel? fitted, bool taken)
    {
        if (fitted is null)
        {
            LogNoneFits(_logger, _kind.Document.Name);
            return;
        }

        LogFitted(_logger, _kind.Document.Name, fitted.Version, taken ? "holds from now on" : "is near the one that holds, which stays");
    }

    [LoggerMessage(1, LogLevel.Information, "The model '{Model}' was fitted; version {Version} {Outcome}.")]
    private static partial void LogFitted(ILogger logger, string model, string version, string outcome);

    [LoggerMessage(2, LogLevel.Warning, "No model '{Model}' fits the population as it is now; the one that holds stays.")]
    private static partial void LogNoneFits(ILogger logger, string model);

    [LoggerMessage(3, LogLevel.Warning, "The stored model '{Model}' is of a newer program and does not hold here; it is left as it is.")]
    private static partial void LogRefused(ILogger logger, string model);
}

/// <summary>What came of a fit.</summary>
/// <param name="Held">The model that holds now; null when there is none.</param>
/// <param name="Fitted">What was fitted; null when there is too little to fit to.</param>
/// <param name="Changed">Whether it holds from now on.</param>
public sealed record FitOutcome<TModel>(TModel? Held, TModel? Fitted, bool Changed);
