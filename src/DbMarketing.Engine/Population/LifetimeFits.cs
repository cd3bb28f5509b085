using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Projections;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Fits the lifetime models to the population, each night, as soon as there are enough customers, and when they are asked for; and makes
/// the newest fit of any node hold here. A fit runs on one thread of its own, on one node at a time; the lease only spares work, since
/// a version is written once. Thread-safe.
/// </summary>
public sealed partial class LifetimeFits : IAsyncDisposable
{
    /// <summary>Versions that are kept; older ones are forgotten, which no replay needs.</summary>
    public const int Kept = 100;

    /// <summary>
    /// Cells of a fit at most; of more, days are joined first, so that it takes less than half a minute, of 20,000,000 customers too.
    /// </summary>
    public const int MaxCells = 150_000;

    private const string DocumentKind = "lifetime-fit";

    private static readonly TimeSpan s_leaseDuration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_afterNone = TimeSpan.FromMinutes(10);

    /// <summary>Pictures come several times a second; only a projection that is made again, or has failed, takes longer.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(5);

    private readonly LifetimeCounts _counts;
    private readonly IJournalStore _store;
    private readonly ReferenceSource _reference;
    private readonly ProjectionOptions _options;
    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly StepLoop _loop;
    private readonly DateTimeOffset _startedAt;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private string? _refused;
    private Lease? _lease;

    /// <param name="owner">Who this process is, as the lease will name it.</param>
    public LifetimeFits(
        LifetimeCounts counts, IJournalStore store, ReferenceSource reference, ProjectionOptions options, string owner, TimeProvider time,
        ILogger<LifetimeFits> logger)
    {
        (_counts, _store, _reference, _options) = (counts, store, reference, options);
        (_owner, _time, _logger, _startedAt) = (owner, time, logger, time.GetUtcNow());
        _loop = new("the lifetime models", options.ModelInterval, time, logger);
    }

    /// <summary>The fit that this node has under way; completed while there is none.</summary>
    internal Task UnderWay { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to follow the newest fit, and to fit when it is time.</summary>
    public void Start() => _loop.Start(StepAsync);

    /// <summary>Ends; a fit under way is given up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _loop.StopAsync(cancellationToken);
        await UnderWay.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _loop.Dispose();
        _turn.Dispose();
    }

    /// <summary>Begins a fit, unless one is under way on any node; does not wait for it.</summary>
    public async Task<FitStart> BeginAsync(FitOccasion occasion, CancellationToken cancellationToken)
    {
        if (_counts.Figures is not { } counted)
        {
            return FitStart.NotCounted;
        }

        if (counted.Customers == 0)
        {
            return FitStart.NothingToFit;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            _lease = UnderWay.IsCompleted ? await AcquireAsync(cancellationToken) : _lease;
            if (!UnderWay.IsCompleted || _lease is null)
            {
                return FitStart.UnderWay;
            }

            UnderWay = Task.Run(() => RunFitAsync(occasion), CancellationToken.None);
            return FitStart.Begun;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether a fit is under way on any node.</summary>
    public async Task<bool> IsUnderWayAsync(CancellationToken cancellationToken) =>
        await _store.ReadLeaseAsync(LeaseNames.LifetimeFit, cancellationToken) is { } held && held.ExpiresAt > _time.GetUtcNow();

    /// <summary>Fits, newest first, at most <see cref="Kept"/>. One that a newer program stored is left out.</summary>
    public async Task<IReadOnlyList<LifetimeModel>> HistoryAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await _store.ReadDocumentsAsync(DocumentKind, limit, cancellationToken)).Select(Read).OfType<LifetimeModel>()];

    /// <summary>Makes the newest fit hold, keeps the lease of one that is under way here, and begins one when it is time.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        await FollowAsync(cancellationToken);
        await RenewAsync(cancellationToken);
        if (UnderWay.IsCompleted && DueOccasion() is var due and not FitOccasion.None)
        {
            await BeginAsync(due, cancellationToken);
        }
    }

    private Task<Lease?> AcquireAsync(CancellationToken cancellationToken) =>
        _store.AcquireLeaseAsync(LeaseNames.LifetimeFit, _owner, s_leaseDuration, cancellationToken);

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _lease = _lease is null ? null : await AcquireAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private FitOccasion DueOccasion()
    {
        var now = _time.GetUtcNow();
        if (_counts.Figures is not { } counted || now < _notBefore)
        {
            return FitOccasion.None;
        }

        var zone = _reference.Current.Playbook.TimeZone;
        var today = BusinessDays.DayOf(now, zone);
        var nightly = BusinessDays.StartOf(today, zone) + _options.FitAt;
        nightly = nightly <= now ? nightly : BusinessDays.StartOf(today - 1, zone) + _options.FitAt;
        return _reference.Current.Lifetime?.Model switch
        {
            null when counted.Repeaters >= LifetimeEstimator.MinRepeaters => FitOccasion.First,
            null => nightly > _startedAt ? FitOccasion.Nightly : FitOccasion.None,
            { } held when counted.Customers >= 2 * held.Customers => FitOccasion.Doubled,
            { } held => nightly > held.FittedAt ? FitOccasion.Nightly : FitOccasion.None,
        };
    }

    private async Task RunFitAsync(FitOccasion occasion)
    {
        var fitted = false;
        try
        {
            fitted = await FitAsync(occasion);
        }
        catch (OperationCanceledException) when (_loop.Stopping.IsCancellationRequested)
        {
            // It is made again after the next start.
        }
        catch (JournalUnavailableException exception)
        {
            LogPutOff(_logger, exception.Message);
        }
        catch (TimeoutException)
        {
            LogPutOff(_logger, $"the projection '{_counts.Name}' has shown no picture for {s_longestWait}");
        }
        catch (Exception exception)
        {
            LogFailed(_logger, exception);
        }

        // Whatever it was, it is as likely the next moment, and the fit is as due as before.
        _notBefore = fitted ? _notBefore : _time.GetUtcNow() + s_afterNone;
        await ReleaseAsync();
    }

    /// <summary>False when no new model came of it.</summary>
    private async Task<bool> FitAsync(FitOccasion occasion)
    {
        var stopping = _loop.Stopping;
        var cells = await _counts.ReadCellsAsync(stopping).WaitAsync(s_longestWait, _time, stopping);
        if (cells.Customers.Count == 0)
        {
            return false;
        }

        var began = _time.GetTimestamp();
        var playbook = _reference.Current.Playbook;
        var today = playbook.DayOf(cells.AsOf);
        var stored = await _store.ReadDocumentsAsync(DocumentKind, Kept + 10, stopping);
        var (data, width) = cells.ToData(today, MaxCells);
        data = data with { Checks = ForecastCheck.Of([.. stored.Select(Read).OfType<LifetimeModel>()], cells, today) };
        var (fit, forecast) = await Task.Factory.StartNew(
            () => Fit(data, cells, today, stopping), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var model = ModelOf(fit, cells, data.Purchases.Count, width) with
        {
            Forecast = forecast,
            Checks = data.Checks,
            Version = stored.Select(VersionOf).DefaultIfEmpty().Max() + 1,
            Occasion = occasion,
            Seconds = Math.Round(_time.GetElapsedTime(began).TotalSeconds, 3),
            Currency = playbook.Source.BaseCurrency,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(model, PopulationJson.Default.LifetimeModel);
        if (!await _store.WriteDocumentAsync(
            new(DocumentKind, IdOf(model.Version), AfterAll(stored, model.FittedAt), body), expectedRevision: 0, stopping))
        {
            LogPutOff(_logger, "another node has fitted them meanwhile");
            return false;
        }

        LogFitted(_logger, model.Version, occasion, model.Purchases.Name, model.Seconds);
        Hold(model);
        foreach (var old in stored.OrderByDescending(VersionOf).Skip(Kept - 1))
        {
            await _store.DeleteDocumentAsync(DocumentKind, old.Id, stopping);
        }

        return true;
    }

    private static (LifetimeFit Fit, LifetimeForecast? Forecast) Fit(
        LifetimeData data, LifetimeCells cells, int today, CancellationToken cancellationToken)
    {
        var fit = LifetimeEstimator.Fit(data, cancellationToken);
        return (fit, fit.Usable is [] ? null : LifetimeForecast.Of(cells.Joined(MaxCells), today, fit.Usable, cancellationToken));
    }

    private LifetimeModel ModelOf(LifetimeFit fit, LifetimeCells cells, int fitted, int width) => new()
    {
        Version = 0,
        Occasion = FitOccasion.None,
        AsOf = cells.AsOf,
        FittedAt = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()),
        Seconds = 0,
        Customers = (long)fit.Customers,
        Repeaters = (long)fit.Repeaters,
        Cells = fitted,
        WidthDays = width,
        Currency = "",
        Purchases = ChosenModel.Of(fit.Purchases, fit),
        Reason = fit.Reason,
        Spend = ChosenModel.Of(fit.Spend!, fit),
        BgNbd = fit.BgNbd,
        ParetoNbd = fit.ParetoNbd,
        Nbd = fit.Nbd,
        GammaGamma = fit.GammaGamma,
        Warnings = fit.Warnings,
    };

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (await _store.ReadDocumentsAsync(DocumentKind, 1, cancellationToken) is [var newest]
            && newest.Id != _refused && VersionOf(newest) > (_reference.Current.Lifetime?.Model.Version ?? 0)
            && Read(newest) is { } model)
        {
            Hold(model);
        }
    }

    /// <summary>A version of another fit may be made to hold at the same time; the newer one stays.</summary>
    private void Hold(LifetimeModel model)
    {
        var figures = new LifetimeFigures(model);
        _reference.Renew(held => held.Lifetime?.Model.Version >= model.Version ? held : held with { Lifetime = figures });
    }

    /// <summary>Null for one that cannot be used here, which is logged once.</summary>
    private LifetimeModel? Read(Document document)
    {
        try
        {
            var model = JsonSerializer.Deserialize(document.Body.Span, PopulationJson.Default.LifetimeModel)!;
            _ = new LifetimeFigures(model);
            return model;
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            if (_refused != document.Id)
            {
                _refused = document.Id;
                LogRefused(_logger, document.Id, exception.Message);
            }

            return null;
        }
    }

    private async Task ReleaseAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_lease is { } lease)
            {
                _lease = null;
                await _store.ReleaseLeaseAsync(lease, CancellationToken.None);
            }
        }
        catch (JournalUnavailableException)
        {
            // It ends by itself.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The instant of a fit, unless a node whose clock is ahead stored one after it: then the next, so that what was stored last is the
    /// highest version.
    /// </summary>
    private static DateTimeOffset AfterAll(IReadOnlyList<Document> stored, DateTimeOffset fittedAt) => stored
        .Select(static document => document.At.AddMilliseconds(1)).Append(fittedAt).Max();

    private static string IdOf(long version) => version.ToString("D12", CultureInfo.InvariantCulture);

    private static long VersionOf(Document document) => long.Parse(document.Id, CultureInfo.InvariantCulture);
}
