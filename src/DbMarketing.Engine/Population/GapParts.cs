using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Counting;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Population;

/// <summary>
/// The parts in which gaps are saved: <c>sums</c>, and <c>days-NNNNN</c> for each block of the last purchase's day; of a category with a
/// slash and its path.
/// </summary>
internal static class GapParts
{
    private const string Sums = "sums";
    private const string Block = "days-";
    private const byte Format = 1;

    /// <summary>The sums, and the blocks that changed since the last time.</summary>
    public static IEnumerable<ProjectionPart> Capture(string scope, GapPopulation gaps)
    {
        var changed = gaps.TakeChangedBlocks();
        if (changed.Count == 0)
        {
            return [];
        }

        var cells = gaps.Cells.Where(cell => changed.Contains(cell.Key.Block)).ToLookup(static cell => cell.Key.Block);
        var sums = new SavedGaps(gaps.Customers, gaps.Returned, gaps.Gaps, gaps.Within, gaps.DaysWide);

        // A block that has become empty is saved as such: who follows is not told of a part that is taken away.
        return
        [
            new(KeyOf(Sums, scope), JsonSerializer.SerializeToUtf8Bytes(sums, PopulationJson.Default.SavedGaps)),
            .. changed.Select(block => new ProjectionPart(
                KeyOf(Block + block.ToString("D5", CultureInfo.InvariantCulture), scope), Encode([.. cells[block]]))),
        ];
    }

    /// <summary>Takes over the parts of one scope.</summary>
    public static void Restore(GapPopulation gaps, IEnumerable<ProjectionPart> parts)
    {
        var blocks = new Dictionary<int, KeyValuePair<GapCell, long>[]>();
        foreach (var part in parts)
        {
            var name = part.Key.Split('/')[0];
            if (name == Sums)
            {
                var sums = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedGaps)!;
                gaps.RestoreSums(sums.Customers, sums.Returned, sums.Gaps, sums.Within, sums.DaysWide);
            }
            else
            {
                blocks[int.Parse(name.AsSpan(Block.Length), CultureInfo.InvariantCulture)] = Decode(part);
            }
        }

        gaps.Restore(blocks.Keys, blocks.Values.SelectMany(static cells => cells));
        gaps.TakeChangedBlocks();
    }

    /// <summary>Whose gaps a part holds, as <see cref="LagReading.Of"/> names them.</summary>
    public static string ScopeOf(ProjectionPart part) =>
        part.Key.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? part.Key[(slash + 1)..] : LagReading.All;

    private static string KeyOf(string name, string scope) => scope == LagReading.All ? name : $"{name}/{scope}";

    private static byte[] Encode(KeyValuePair<GapCell, long>[] cells)
    {
        Array.Sort(cells, static (left, right) => left.Key.Place.CompareTo(right.Key.Place));
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
