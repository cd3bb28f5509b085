using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Projections;

/// <summary>
/// Keeps one projection up to date, beside serving and never in its way. The holder of the projection's lease folds the journal and saves;
/// other nodes show what it saved, and take over when its lease runs out. The lease only spares work: that no two owners' sums mix is
/// ensured by the revision which every commit expects.
/// </summary>
public sealed partial class ProjectionRunner : IAsyncDisposable
{
    /// <summary>Of a large population, saving takes a tenth of the time at most, and making pictures a fifth.</summary>
    private const int RestAfterCommit = 10;

    private const int RestAfterPublishing = 5;

    private readonly IProjection _projection;
    private readonly IJournalStore _journal;
    private readonly IProjectionStore _store;
    private readonly ProjectionOptions _options;
    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ProjectionCursor _cursor;
    private readonly CancellationTokenSource _stopping = new();
    private ProjectionStatus _status;
    private Lease? _lease;
    private DateTimeOffset _leaseAt = DateTimeOffset.MinValue;
    private DateTimeOffset _publishAt = DateTimeOffset.MinValue;
    private DateTimeOffset _commitAt = DateTimeOffset.MinValue;
    private DateTimeOffset _restUntil = DateTimeOffset.MinValue;
    private string? _fault;
    private bool _loaded;
    private bool _late;
    private int _reload;
    private Task? _loop;

    /// <param name="owner">Who this is, as the lease will name it; another one at each start.</param>
    /// <param name="tail">What it reads the journal through, with the other projections; null reads the storage alone.</param>
    public ProjectionRunner(
        IProjection projection, IJournalStore journal, IProjectionStore store, ProjectionOptions options, string owner, TimeProvider time,
        ILogger<ProjectionRunner> logger, JournalTail? tail = null)
    {
        (_projection, _journal, _store, _options) = (projection, journal, store, options.Validate());
        (_owner, _time, _logger) = (owner, time, logger);
        _cursor = new(projection, journal, tail ?? new JournalTail(journal, 0), store, options, time);
        _status = new() { Name = projection.Name, Role = ProjectionRole.None };
    }

    public string Name => _projection.Name;

    /// <summary>How it stands now. Read by any thread.</summary>
    public ProjectionStatus Status => Volatile.Read(ref _status);

    /// <summary>Begins to follow the journal. Never waits for it.</summary>
    public void Start() => _loop ??= Task.Run(RunAsync);

    /// <summary>Saves what was folded and gives the lease back.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await (_loop ?? Task.CompletedTask).WaitAsync(cancellationToken);
    }

    /// <summary>Forgets what is saved, so that the owner makes the projection again from the first row.</summary>
    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        await _store.ForgetAsync(Name, cancellationToken);
        Volatile.Write(ref _reload, 1);
        ProjectionInstruments.Rebuilt(Name);
        LogRebuilding(_logger, Name, "it was asked for");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    /// <summary>
    /// One look at the journal: takes or renews the lease, folds, publishes and saves as far as it is time. True when more waits.
    /// </summary>
    internal async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reload, 0) == 1)
        {
            (_loaded, _fault) = (false, null);
        }

        if (_fault is not null || !await HoldAsync(cancellationToken))
        {
            await FollowAsync(cancellationToken);
            return false;
        }

        if (!_loaded)
        {
            await LoadAsync(cancellationToken);
        }

        bool more;
        try
        {
            var before = _cursor.RowsUnsaved;
            more = await _cursor.AdvanceAsync(cancellationToken);
            Update(Status with { Role = ProjectionRole.Owner, Rows = Status.Rows + _cursor.RowsUnsaved - before, Fault = null });
            Show(more);
        }
        catch (ProjectionFaultException exception)
        {
            await StopAtAsync(exception, cancellationToken);
            return false;
        }

        var now = _time.GetUtcNow();
        if (now >= _commitAt || (now >= _restUntil && _cursor.RowsUnsaved >= _options.RowsPerCommit))
        {
            await CommitAsync(cancellationToken);
        }

        return more;
    }

    /// <summary>Saves now what was folded.</summary>
    internal async Task CommitAsync(CancellationToken cancellationToken)
    {
        var any = _cursor.RowsUnsaved > 0;
        var began = _time.GetTimestamp();
        try
        {
            if (!await _cursor.CommitAsync(cancellationToken))
            {
                _loaded = false;
            }
            else if (any)
            {
                Update(Status with { SavedAt = _time.GetUtcNow() });
            }
        }
        finally
        {
            var rest = RestAfterCommit * _time.GetElapsedTime(began);
            _restUntil = _time.GetUtcNow() + rest;
            _commitAt = _time.GetUtcNow() + Longer(_options.CommitInterval, rest);
        }
    }

    private async Task RunAsync()
    {
        var failing = false;
        while (!_stopping.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await StepAsync(_stopping.Token);
                failing = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (JournalUnavailableException exception)
            {
                PutOff(exception, ref failing);
            }
            catch (Exception exception)
            {
                // What was folded half must not be saved; and a fault that comes back each time must not fill the log.
                _loaded = false;
                Stopped(exception.Message, exception);
            }

            if (!more)
            {
                await Task.Delay(_options.PollInterval, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await EndAsync();
    }

    private async Task EndAsync()
    {
        if (_loaded)
        {
            await TryAsync(() => _cursor.CommitAsync(CancellationToken.None));
        }

        await TryAsync(() => ReleaseAsync(CancellationToken.None));
    }

    /// <summary>Whatever fails at the end costs nothing but work, and must not keep the rest of the process from ending well.</summary>
    private async Task TryAsync(Func<Task> last)
    {
        try
        {
            await last();
        }
        catch (Exception exception)
        {
            LogNotEnded(_logger, exception, Name);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!await _cursor.LoadAsync(cancellationToken))
        {
            ProjectionInstruments.Rebuilt(Name);
            LogRebuilding(_logger, Name, "what was saved is of another journal or another version of it");
        }

        _loaded = true;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (_time.GetUtcNow() < _commitAt)
        {
            return;
        }

        var began = _time.GetTimestamp();
        _commitAt = _time.GetUtcNow() + _options.CommitInterval;
        // What was folded here as an owner is not what the new owner saved.
        var readable = await _cursor.FollowAsync(whole: _loaded || Status.Role == ProjectionRole.None, cancellationToken);
        _loaded = false;
        _commitAt = _time.GetUtcNow() + Longer(_options.CommitInterval, RestAfterCommit * _time.GetElapsedTime(began));
        Update(Status with
        {
            Role = _fault is null ? ProjectionRole.Follower : ProjectionRole.Stopped,
            Fault = _fault ?? (readable ? null : "Its owner is a program of another version, whose figures this one cannot read."),
        });
        // One that stands still shows how far it came; what an owner goes on with is shown for the first time when it is nearly whole.
        Show(more: _fault is null && Status.AsOf is null && await _cursor.IsBehindAsync(cancellationToken));
    }

    /// <summary>Whether this node is the owner now.</summary>
    private async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now - _leaseAt >= _options.LeaseDuration / 3)
        {
            _lease = await _journal.AcquireLeaseAsync(LeaseNames.Projection(Name), _owner, _options.LeaseDuration, cancellationToken);
            _leaseAt = now;
        }

        return _lease is not null;
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_lease is { } lease)
        {
            (_lease, _leaseAt) = (null, DateTimeOffset.MinValue);
            await _journal.ReleaseLeaseAsync(lease, cancellationToken);
        }
    }

    /// <summary>Publishes if it is time, and measures how old what is shown has become.</summary>
    /// <param name="more">More of the journal waits to be folded.</param>
    private void Show(bool more)
    {
        var now = _time.GetUtcNow();
        if (_cursor.AsOf is { } asOf && now >= _publishAt && IsWhole(asOf, more, now))
        {
            var began = _time.GetTimestamp();
            _projection.Publish(asOf);
            _publishAt = now + Longer(_options.PublishInterval, RestAfterPublishing * _time.GetElapsedTime(began));
            Update(Status with { AsOf = asOf });
        }

        var lag = Status.AsOf is { } shown ? now - shown : TimeSpan.Zero;
        ProjectionInstruments.Lags(Name, lag);
        if (lag > _options.MaxLag != _late)
        {
            _late = !_late;
            LogLag(_logger, Name, lag, _late ? "more" : "no longer more", _options.MaxLag);
        }
    }

    /// <summary>
    /// Decisions go by what is published, so a projection that is made again is shown no earlier than what is shown already, and one that
    /// is made for the first time when it has come near the end.
    /// </summary>
    private bool IsWhole(DateTimeOffset asOf, bool more, DateTimeOffset now) =>
        Status.AsOf is { } shown ? asOf >= shown : !more || now - asOf <= _options.MaxLag;

    /// <summary>What comes before the row is right and is saved; a node with a newer program may go on from there.</summary>
    private async Task StopAtAsync(ProjectionFaultException fault, CancellationToken cancellationToken)
    {
        Stopped(fault.Message, fault);
        await CommitAsync(cancellationToken);
        await ReleaseAsync(cancellationToken);
    }

    private void Stopped(string reason, Exception exception)
    {
        ProjectionInstruments.Stopped(Name);
        var isNews = _fault != reason;
        _fault = reason;
        Update(Status with { Role = ProjectionRole.Stopped, Fault = reason });
        if (isNews)
        {
            LogStopped(_logger, exception, Name);
        }
    }

    private void PutOff(JournalUnavailableException exception, ref bool failing)
    {
        ProjectionInstruments.PutOff(Name);
        if (!failing)
        {
            LogPutOff(_logger, Name, exception.Message);
        }

        failing = true;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Update(ProjectionStatus status) => Volatile.Write(ref _status, status);
}
