using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Counting;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Population;

/// <summary>
/// The gaps of all customers, which the lag model is fitted to: each review that moved a standing takes the customer out as it was and
/// adds it as it is. Saved by blocks of the last purchase's day, so that a day of turns rewrites one or two of them.
/// </summary>
/// <param name="fewCells">Up to so many cells, every picture is of what was folded last.</param>
public sealed class GapCounts(int fewCells = 10_000) : IProjection
{
    private const string SumsKey = "sums";
    private const string BlockPrefix = "days-";
    private const byte Format = 1;

    private GapPopulation _population = new();
    private bool _unsaved;
    private bool _unshown = true;
    private GapFigures? _figures;

    public string Name => "gaps";

    public int Version => 1;

    /// <summary>The shortest time between two pictures of many cells: each is a copy of them all, and a fit is in no hurry.</summary>
    internal static readonly TimeSpan ShownEvery = TimeSpan.FromSeconds(10);

    /// <summary>What was published last; null before the first time.</summary>
    public GapFigures? Figures => Volatile.Read(ref _figures);

    public bool Concerns(ReadOnlySpan<byte> payload) => payload.IndexOf("\"reviewed\""u8) >= 0;

    public void Fold(JournalRow row, IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is Reviewed { MovedStanding: true } reviewed)
            {
                Move(reviewed.Was, reviewed.Is);
            }
        }
    }

    public IReadOnlyList<ProjectionPart> CaptureChanges()
    {
        if (!_unsaved)
        {
            return [];
        }

        _unsaved = false;
        var sums = new SavedGaps(
            _population.Customers, _population.Returned, _population.Gaps, _population.Within, _population.DaysWide);
        var changed = _population.TakeChangedBlocks();
        var cells = _population.Cells.Where(cell => changed.Contains(cell.Key.Block)).ToLookup(static cell => cell.Key.Block);

        // A block that has become empty is saved as such: who follows is not told of a part that is taken away.
        return
        [
            new(SumsKey, JsonSerializer.SerializeToUtf8Bytes(sums, PopulationJson.Default.SavedGaps)),
            .. changed.Select(block => new ProjectionPart(KeyOf(block), Encode([.. cells[block]]))),
        ];
    }

    public void Restore(IReadOnlyList<ProjectionPart> parts, bool whole)
    {
        _population = whole ? new() : _population;
        foreach (var part in parts.Where(static part => part.Key == SumsKey))
        {
            var sums = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedGaps)!;
            _population.RestoreSums(sums.Customers, sums.Returned, sums.Gaps, sums.Within, sums.DaysWide);
        }

        var blocks = parts.Where(static part => part.Key != SumsKey).ToDictionary(static part => BlockOf(part.Key), Decode);
        _population.Restore(blocks.Keys, blocks.Values.SelectMany(static cells => cells));
        _population.TakeChangedBlocks();
        _unsaved = false;
        _unshown |= whole || parts.Count > 0;
    }

    public void Publish(DateTimeOffset asOf)
    {
        if (_figures is { } shown && (!_unshown || (_population.Cells.Count > fewCells && asOf < shown.AsOf + ShownEvery)))
        {
            // What did not change is as true now.
            Volatile.Write(ref _figures, _unshown ? shown : shown with { AsOf = asOf });
            return;
        }

        _unshown = false;
        Volatile.Write(ref _figures, new(asOf, _population.Copy()));
    }

    private void Move(Standing? was, Standing? now)
    {
        var (before, after) = (was?.Gaps ?? default, now?.Gaps ?? default);
        if (Counts(was) == Counts(now) && before == after && was?.LastDay == now?.LastDay)
        {
            return;
        }

        if (Counts(now))
        {
            _population.Add(after, now!.LastDay);
        }

        if (Counts(was))
        {
            _population.Remove(before, was!.LastDay);
        }

        (_unsaved, _unshown) = (true, true);
    }

    /// <summary>A standing that was announced before gaps were is passed over, until the customer's next review.</summary>
    private static bool Counts(Standing? standing) =>
        standing is { Orders: > 0 } && (standing.PurchaseDays > 1) == (standing.Gaps.Count > 0);

    private static string KeyOf(int block) => BlockPrefix + block.ToString("D5", CultureInfo.InvariantCulture);

    private static int BlockOf(string key) => int.Parse(key.AsSpan(BlockPrefix.Length), CultureInfo.InvariantCulture);

    private static byte[] Encode(KeyValuePair<GapCell, long>[] cells)
    {
        Array.Sort(cells, static (left, right) => left.Key.CompareTo(right.Key));
        var encoded = CountsCodec.Write(Format, writer =>
        {
            writer.Write7BitEncodedInt(cells.Length);
            foreach (var (cell, customers) in cells)
            {
                writer.Write7BitEncodedInt(cell.Gaps);
                writer.Write7BitEncodedInt(cell.Mean);
                writer.Write7BitEncodedInt(cell.LastDay);
                writer.Write7BitEncodedInt64(customers);
            }
        });
        return JsonSerializer.SerializeToUtf8Bytes(new SavedCounts(cells.Length, encoded), PopulationJson.Default.SavedCounts);
    }

    private static KeyValuePair<GapCell, long>[] Decode(ProjectionPart part)
    {
        var saved = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedCounts)!;
        return CountsCodec.Read(saved.Encoded, Format, reader =>
        {
            var cells = new List<KeyValuePair<GapCell, long>>();
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            {
                var cell = new GapCell(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
                cells.Add(new(cell, reader.Read7BitEncodedInt64()));
            }

            return cells.ToArray();
        });
    }
}
