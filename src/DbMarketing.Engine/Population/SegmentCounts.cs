using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Population;

/// <summary>
/// How many customers are in each stored segment, and how many entered and left it in each hour: the sum of what reviews announced.
/// Hours are kept for <see cref="DaysKept"/> days before the newest, and so long a segment without members; a change that is older still
/// moves the count.
/// </summary>
public sealed class SegmentCounts : IProjection
{
    /// <summary>Days (UTC) whose hours are kept, the newest included.</summary>
    public const int DaysKept = 32;

    private const string TalliesKey = "segments";
    private const string DayPrefix = "day-";

    private readonly SortedDictionary<string, SegmentTally> _tallies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, SortedDictionary<string, DayFlow>> _days = [];
    private readonly HashSet<int> _unsavedDays = [];
    private readonly HashSet<int> _unshownDays = [];
    private bool _talliesUnsaved;
    private bool _talliesUnshown = true;
    private SegmentFigures? _figures;

    public string Name => "segments";

    public int Version => 1;

    /// <summary>What was published last; null before the first time.</summary>
    public SegmentFigures? Figures => Volatile.Read(ref _figures);

    public bool Concerns(ReadOnlySpan<byte> payload) => payload.IndexOf("\"reviewed\""u8) >= 0;

    public void Fold(JournalRow row, IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is Reviewed reviewed)
            {
                Count(reviewed.Entered, 1);
                Count(reviewed.Left, -1);
            }
        }
    }

    public IReadOnlyList<ProjectionPart> CaptureChanges()
    {
        DropEmptyTallies();
        var parts = new List<ProjectionPart>();
        if (_talliesUnsaved)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(_tallies, PopulationJson.Default.SortedDictionaryStringSegmentTally);
            parts.Add(new(TalliesKey, body));
            _talliesUnsaved = false;
        }

        foreach (var day in _unsavedDays)
        {
            ReadOnlyMemory<byte> body = _days.TryGetValue(day, out var flows)
                ? JsonSerializer.SerializeToUtf8Bytes(flows, PopulationJson.Default.SortedDictionaryStringDayFlow)
                : default;
            parts.Add(new(KeyOf(day), body));
        }

        _unsavedDays.Clear();
        return parts;
    }

    public void Restore(IReadOnlyList<ProjectionPart> parts, bool whole)
    {
        if (whole)
        {
            _unshownDays.UnionWith(_days.Keys);
            _tallies.Clear();
            _days.Clear();
            _unsavedDays.Clear();
            (_talliesUnsaved, _talliesUnshown) = (false, true);
        }

        foreach (var part in parts)
        {
            if (part.Key == TalliesKey)
            {
                Take(JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SortedDictionaryStringSegmentTally)!);
            }
            else
            {
                var day = int.Parse(part.Key.AsSpan(DayPrefix.Length), CultureInfo.InvariantCulture);
                var saved = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SortedDictionaryStringDayFlow)!;
                _days[day] = new(saved, StringComparer.Ordinal);
                _unshownDays.Add(day);
            }
        }

        DropOldDays();
    }

    public void Publish(DateTimeOffset asOf)
    {
        DropEmptyTallies();
        var shown = _figures;
        var days = shown?.Days ?? ImmutableSortedDictionary<int, Dictionary<string, DayFlow>>.Empty;
        foreach (var day in _unshownDays)
        {
            days = _days.TryGetValue(day, out var flows)
                ? days.SetItem(day, flows.ToDictionary(static flow => flow.Key, static flow => flow.Value.Copy(), StringComparer.Ordinal))
                : days.Remove(day);
        }

        var tallies = _talliesUnshown || shown is null
            ? new Dictionary<string, SegmentTally>(_tallies, StringComparer.Ordinal)
            : shown.Tallies;
        _talliesUnshown = false;
        _unshownDays.Clear();
        Volatile.Write(ref _figures, new SegmentFigures { AsOf = asOf, Tallies = tallies, Days = days });
    }

    private static string KeyOf(int day) => DayPrefix + day.ToString(CultureInfo.InvariantCulture);

    private void Count(IReadOnlyList<SegmentChange> changes, int members)
    {
        foreach (var change in changes)
        {
            var tally = _tallies.GetValueOrDefault(change.Segment);
            _tallies[change.Segment] = new(
                tally.Members + members, tally.ChangedAt > change.At ? tally.ChangedAt : change.At);
            (_talliesUnsaved, _talliesUnshown) = (true, true);
            CountHour(change, members > 0);
        }
    }

    private void CountHour(SegmentChange change, bool entered)
    {
        var hour = (int)(change.At.ToUnixTimeSeconds() / 3600);
        var day = hour / 24;
        if (_days.Count > 0 && day <= _days.Keys.Last() - DaysKept)
        {
            return;
        }

        if (!_days.TryGetValue(day, out var flows))
        {
            _days[day] = flows = new(StringComparer.Ordinal);
            DropOldDays();
        }

        if (!flows.TryGetValue(change.Segment, out var flow))
        {
            flows[change.Segment] = flow = new();
        }

        (entered ? flow.Entered : flow.Left)[hour % 24]++;
        _unsavedDays.Add(day);
        _unshownDays.Add(day);
    }

    /// <summary>What is kept depends on the newest day alone, so not on the order in which changes came.</summary>
    private void DropOldDays()
    {
        while (_days.Count > 0 && _days.Keys.First() <= _days.Keys.Last() - DaysKept)
        {
            var day = _days.Keys.First();
            _days.Remove(day);
            _unsavedDays.Add(day);
            _unshownDays.Add(day);
        }
    }

    /// <summary>
    /// Nobody asks any more when a segment without members changed last; one that was taken out of the playbook ends thus. By the newest
    /// change and not by the clock, so that a count of the same rows comes to the same.
    /// </summary>
    private void DropEmptyTallies()
    {
        if (_tallies.Count == 0)
        {
            return;
        }

        var before = _tallies.Values.Max(static tally => tally.ChangedAt).AddDays(-DaysKept);
        foreach (var (segment, _) in _tallies.Where(tally => tally.Value.Members == 0 && tally.Value.ChangedAt < before).ToList())
        {
            _tallies.Remove(segment);
            (_talliesUnsaved, _talliesUnshown) = (true, true);
        }
    }

    private void Take(SortedDictionary<string, SegmentTally> tallies)
    {
        _tallies.Clear();
        foreach (var (segment, tally) in tallies)
        {
            _tallies[segment] = tally;
        }

        _talliesUnshown = true;
    }
}
