using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Projections;

/// <summary>
/// One projection and its place in every lane of the journal: reads what is new, folds it, and saves both together. Called by its runner
/// alone, one call at a time.
/// </summary>
internal sealed class ProjectionCursor(
    IProjection projection, IJournalStore journal, JournalTail tail, IProjectionStore store, ProjectionOptions options, TimeProvider time)
{
    private readonly Dictionary<string, ProjectionPart> _unsaved = new(StringComparer.Ordinal);
    private Dictionary<int, LaneMark> _marks = [];
    private Checkpoint? _saved;

    /// <summary>Every turn that was committed by then has been folded; null before the first look at the journal.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    /// <summary>Rows folded since the last commit.</summary>
    public int RowsUnsaved { get; private set; }

    /// <summary>
    /// Takes over what is saved, to fold on from there. False when that was of another journal, or another version of the projection saved
    /// it: then it is forgotten and all begins anew.
    /// </summary>
    public async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(projection.Name, null, cancellationToken);
        var usable = read is null
            || (read.Checkpoint.Version == projection.Version && await IsOfThisJournalAsync(read.Checkpoint, cancellationToken));
        return (usable && TryTake(read)) || await BeginAnewAsync(cancellationToken);
    }

    /// <summary>Takes over what another owner saved, to show it. False when that is of another version, and cannot be read here.</summary>
    /// <param name="whole">All of it, for something else was folded here; else only what was saved since the last time.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<bool> FollowAsync(bool whole, CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(projection.Name, whole ? null : _saved, cancellationToken);
        if (read is not null && read.Checkpoint.Version != projection.Version)
        {
            return false;
        }

        Take(read);
        return true;
    }

    /// <summary>Whether at least a page of a lane is yet to be folded by whoever saved what was taken over.</summary>
    public async Task<bool> IsBehindAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in await journal.ReadLanesAsync(cancellationToken))
        {
            var beyond = _marks.GetValueOrDefault(lane).Position + options.RowsPerRead - 1;
            if ((await journal.ReadLaneAsync(lane, beyond, 1, cancellationToken)).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Folds what is new, a page of each lane at most; whether there is more. Throws <see cref="ProjectionFaultException"/> at a row that
    /// cannot be read, with all before it folded.
    /// </summary>
    public async Task<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        var complete = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var more = false;
        foreach (var lane in await journal.ReadLanesAsync(cancellationToken))
        {
            var rows = await tail.ReadLaneAsync(lane, _marks.GetValueOrDefault(lane).Position, options.RowsPerRead, cancellationToken);
            foreach (var row in rows)
            {
                Fold(row);
            }

            if (JournalReads.IsFull(rows, options.RowsPerRead))
            {
                more = true;
                complete = rows[^1].At < complete ? rows[^1].At : complete;
            }

            ProjectionInstruments.Folded(projection.Name, rows.Count);
        }

        AsOf = complete > AsOf || AsOf is null ? complete : AsOf;
        return more;
    }

    /// <summary>
    /// Saves what was folded, if there is any. False when another owner has committed, a rebuild began, or what was saved is gone, which
    /// is noticed also where nothing is to be saved: load again.
    /// </summary>
    public async Task<bool> CommitAsync(CancellationToken cancellationToken)
    {
        if (RowsUnsaved == 0)
        {
            return _saved is null
                || (await store.ReadAsync(projection.Name, _saved, cancellationToken))?.Checkpoint.Revision == _saved.Revision;
        }

        foreach (var part in projection.CaptureChanges())
        {
            _unsaved[part.Key] = part;
        }

        var next = new Checkpoint
        {
            Projection = projection.Name,
            Version = projection.Version,
            Revision = (_saved?.Revision ?? 0) + 1,
            Generation = _saved?.Generation ?? 1,
            AsOf = AsOf ?? time.GetUtcNow(),
            Lanes = [.. _marks.Values.OrderBy(static mark => mark.Lane)],
        };
        var began = time.GetTimestamp();
        if (!await store.CommitAsync(next, [.. _unsaved.Values], cancellationToken))
        {
            ProjectionInstruments.CommitRefused(projection.Name);
            return false;
        }

        ProjectionInstruments.Committed(projection.Name, time.GetElapsedTime(began));
        _saved = next;
        _unsaved.Clear();
        RowsUnsaved = 0;
        return true;
    }

    private void Take(SavedProjection? read)
    {
        projection.Restore(read?.Parts ?? [], read?.Whole ?? true);
        _saved = read?.Checkpoint;
        _marks = (_saved?.Lanes ?? []).ToDictionary(static mark => mark.Lane);
        _unsaved.Clear();
        (AsOf, RowsUnsaved) = (_marks.Count > 0 ? _saved!.AsOf : null, 0);
    }

    /// <summary>False when a part of what is saved cannot be read: it is only a cache, and is made again.</summary>
    private bool TryTake(SavedProjection? read)
    {
        try
        {
            Take(read);
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or FormatException)
        {
            return false;
        }
    }

    private async Task<bool> BeginAnewAsync(CancellationToken cancellationToken)
    {
        await store.ForgetAsync(projection.Name, cancellationToken);
        Take(await store.ReadAsync(projection.Name, null, cancellationToken));
        return false;
    }

    private void Fold(JournalRow row)
    {
        var expected = _marks.GetValueOrDefault(row.Lane).Position + 1;
        if (row.Position != expected)
        {
            throw new ProjectionFaultException(
                $"Lane {row.Lane} of the journal has no position {expected}: the next one is {row.Position}. Restore a backup.");
        }

        if (projection.Concerns(row.Payload.Span))
        {
            projection.Fold(row, Decode(row));
        }

        _marks[row.Lane] = LaneMark.Of(row);
        RowsUnsaved++;
    }

    private static IReadOnlyList<Entry> Decode(JournalRow row)
    {
        try
        {
            return EntryCodec.ReadTurn(row.Payload);
        }
        catch (JsonException exception)
        {
            throw new ProjectionFaultException(
                $"The row at position {row.Position} of lane {row.Lane}, turn {row.Sequence} of customer {row.Customer}, cannot be read: "
                + $"{exception.Message} A newer program may have written it: start that one.", exception);
        }
    }

    private async Task<bool> IsOfThisJournalAsync(Checkpoint saved, CancellationToken cancellationToken)
    {
        foreach (var mark in saved.Lanes)
        {
            var rows = await journal.ReadLaneAsync(mark.Lane, mark.Position - 1, 1, cancellationToken);
            if (rows.Count == 0 || LaneMark.Of(rows[0]) != mark)
            {
                return false;
            }
        }

        return true;
    }
}
