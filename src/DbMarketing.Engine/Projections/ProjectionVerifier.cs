using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Projections;

/// <summary>
/// Checks what is saved of projections against the journal: each is made again from the first row up to where it was saved, and must come
/// out the same to the byte. Reads in pages and changes nothing, so it may run beside a server.
/// </summary>
public sealed class ProjectionVerifier(IJournalStore journal, IProjectionStore saved)
{
    private const int PageRows = 1_000;

    /// <summary>Compares one projection. Not compared is what was never saved, or by another version, and what has forgotten.</summary>
    /// <param name="projection">A new one, with nothing folded.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ProjectionComparison> CompareAsync(IProjection projection, CancellationToken cancellationToken)
    {
        var held = await saved.ReadAsync(projection.Name, null, cancellationToken);
        if (held is null || held.Checkpoint.Version != projection.Version)
        {
            return new(false, []);
        }

        foreach (var mark in held.Checkpoint.Lanes)
        {
            if (await FoldAsync(projection, mark, cancellationToken) is { } fault)
            {
                return new(true, [fault]);
            }
        }

        if (projection.HasForgotten)
        {
            return new(false, []);
        }

        var counted = projection.CaptureChanges().Where(static part => part.Body.Length > 0).ToDictionary(static part => part.Key);
        var faults = new List<string>();
        foreach (var part in held.Parts)
        {
            if (!counted.Remove(part.Key, out var expected))
            {
                faults.Add($"Part '{part.Key}' of the projection '{projection.Name}' is of nothing that the journal holds.");
            }
            else if (!expected.Body.Span.SequenceEqual(part.Body.Span))
            {
                faults.Add($"Part '{part.Key}' of the projection '{projection.Name}' differs from what the journal's rows come to.");
            }
        }

        faults.AddRange(counted.Keys.Select(key => $"Part '{key}' of the projection '{projection.Name}' is not saved."));
        return new(true, faults);
    }

    /// <summary>Folds a lane up to the row that was saved last; what is wrong with the lane, or null.</summary>
    private async Task<string?> FoldAsync(IProjection projection, LaneMark mark, CancellationToken cancellationToken)
    {
        var last = default(LaneMark);
        while (last.Position < mark.Position)
        {
            var page = await journal.ReadLaneAsync(mark.Lane, last.Position, PageRows, cancellationToken);
            foreach (var row in page.TakeWhile(row => row.Position <= mark.Position))
            {
                if (projection.Concerns(row.Payload.Span))
                {
                    projection.Fold(row, EntryCodec.ReadTurn(row.Payload));
                }

                last = LaneMark.Of(row);
            }

            if (page.Count == 0)
            {
                break;
            }
        }

        return last == mark ? null
            : $"The projection '{projection.Name}' was saved at position {mark.Position} of lane {mark.Lane}, "
                + "where the journal has another row.";
    }
}

/// <summary>What a comparison came to.</summary>
/// <param name="Compared">It was saved by this version of the projection, and nothing was forgotten.</param>
/// <param name="Faults">What differs, in words; empty when nothing does.</param>
public sealed record ProjectionComparison(bool Compared, IReadOnlyList<string> Faults);
