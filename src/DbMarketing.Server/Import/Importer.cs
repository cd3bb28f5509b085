using System.Security.Cryptography;
using System.Text;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Import;

/// <summary>
/// Plays a file into a target: reads, maps, sends in batches, and remembers how far it came. Single reader; a few batches are on
/// their way at once and are counted in the order of the file.
/// </summary>
internal sealed class Importer(ImportOptions options, IImportTarget target, RejectReport report, TimeProvider time)
{
    private static readonly TimeSpan s_progressEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(5);

    /// <summary>A timer takes no more than 49 days, and a file may have a longer gap.</summary>
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(1);

    private readonly Queue<Task<ImportBatch>> _inFlight = new();
    private readonly SortedDictionary<string, long> _uncounted = new(StringComparer.Ordinal);
    private IReadOnlySet<string>? _currencies;
    private ImportBatch _batch = new();
    private ImportProgress _done = new(0, 0, 0, 0);
    private DateTimeOffset _progressAt;
    private string _progressId = "";

    /// <summary>The beginning of the file that the target has taken, also after a run that failed.</summary>
    public ImportProgress Done => _done;

    /// <summary>Imports the whole file; <paramref name="onProgress"/> gets the share of the file that was read, 0 to 1.</summary>
    public async Task<ImportSummary> RunAsync(Action<double> onProgress, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        _progressId = ProgressId();
        var resumed = await target.ReadProgressAsync(_progressId, cancellationToken);
        _done = resumed ?? _done;
        _progressAt = startedAt;

        _currencies = await target.ReadCurrenciesAsync(cancellationToken);
        var pace = new ImportPace(options, startedAt, ImportPace.ShiftOf(options, startedAt));
        var ids = new LineIds(options.Run);
        using var reader = new RecordReader(options.Mapping, options.File);
        var mapper = new RecordMapper(options.Mapping, reader.Columns);
        for (long number = 0; reader.TryRead(out var record); number++)
        {
            // Skipped records are still counted, so that the occurrence numbers of identical ones stay the same.
            var id = ids.Next(record.Raw);
            if (number >= (resumed?.Records ?? 0))
            {
                await AddAsync(mapper, record, id, pace, cancellationToken);
            }

            if (number % 1_000 == 0)
            {
                onProgress(reader.Fraction);
            }
        }

        await FlushAsync(cancellationToken);
        await SettleAsync(0, cancellationToken);
        await target.WriteProgressAsync(_progressId, null, cancellationToken);
        onProgress(1);
        return new ImportSummary(_done.Records, _done.Applied, _done.Duplicate, _done.Rejected)
        {
            Reasons = report.Counts.Count == 0 ? null : report.Counts,
            Uncounted = _uncounted.Count == 0 ? null : _uncounted,
            Resumed = resumed is null ? null : true,
            Seconds = Math.Round((time.GetUtcNow() - startedAt).TotalSeconds, 3),
        };
    }

    private async Task AddAsync(RecordMapper mapper, FileRecord record, string id, ImportPace pace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mapped = mapper.Map(record, id, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        if (mapped.Interaction is { } interaction)
        {
            var dueAt = pace.DueAt(interaction.OccurredAt);
            await WaitAsync(dueAt, cancellationToken);
            var addressed = new AddressedInteraction(
                mapped.Customer, interaction with { OccurredAt = pace.TimeOf(interaction.OccurredAt, dueAt) });
            if (target.Judge(addressed, time.GetUtcNow()) is { } verdict)
            {
                mapped = new MappedRecord(default, null, new Refusal(verdict.Code!, verdict.Reason!));
            }
            else
            {
                _batch.Add(record.Number, addressed);
            }
        }

        if (mapped.Refusal is { } refusal)
        {
            report.Add(record.Number, refusal.Code, refusal.Reason);
            _batch.AddRejected(new RejectedInteraction(options.Mapping.Source, now, refusal.Code));
        }

        if (_batch.Count >= options.BatchSize)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async Task WaitAsync(DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var wait = dueAt - time.GetUtcNow();
        if (wait > s_shortestWait)
        {
            await FlushAsync(cancellationToken);
        }

        for (; wait > s_shortestWait; wait = dueAt - time.GetUtcNow())
        {
            await Task.Delay(wait < s_longestDelay ? wait : s_longestDelay, time, cancellationToken);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count > 0)
        {
            await SettleAsync(options.BatchesInFlight - 1, cancellationToken);
            _inFlight.Enqueue(_batch.SendAsync(target, cancellationToken));
            _batch = new ImportBatch();
        }
    }

    // Batches end in the order in which they were sent, so that what is counted is always the beginning of the file.
    private async Task SettleAsync(int atMost, CancellationToken cancellationToken)
    {
        while (_inFlight.Count > atMost)
        {
            var batch = await _inFlight.Peek();
            _ = _inFlight.Dequeue();
            Count(batch);
        }

        if (time.GetUtcNow() - _progressAt >= s_progressEvery)
        {
            _progressAt = time.GetUtcNow();
            await target.WriteProgressAsync(_progressId, _done, cancellationToken);
        }
    }

    private void Count(ImportBatch batch)
    {
        long applied = 0, duplicate = 0, rejected = batch.RejectedCount;
        foreach (var (line, sent, verdict) in batch.Verdicts)
        {
            switch (verdict.Kind)
            {
                case VerdictKind.Applied:
                    applied++;
                    CountCurrency(sent.Interaction);
                    break;
                case VerdictKind.Duplicate:
                    duplicate++;
                    break;
                default:
                    rejected++;
                    report.Add(line, verdict.Code ?? "rejected", verdict.Reason ?? "the engine refused it");
                    break;
            }
        }

        _done = new ImportProgress(
            _done.Records + batch.Count, _done.Applied + applied, _done.Duplicate + duplicate, _done.Rejected + rejected);
    }

    private void CountCurrency(Interaction interaction)
    {
        var currency = interaction switch
        {
            OrderCompleted order => order.Currency,
            OrderRefunded refund => refund.Currency,
            _ => null,
        };
        if (currency is not null && _currencies?.Contains(currency) == false)
        {
            _uncounted[currency] = _uncounted.GetValueOrDefault(currency) + 1;
        }
    }

    // The same content under the same mapping and run is the same import, wherever the file lies.
    private string ProgressId()
    {
        using var file = File.OpenRead(options.File);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(file));
        hash.AppendData(Encoding.UTF8.GetBytes($"{options.Mapping.Name}\n{options.Mapping.Source}\n{options.Run}\n{options.RebaseNow}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
