using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Population;

/// <summary>
/// How customers are spread over recency, frequency and monetary value, in three windows: each review that moved a standing moves a
/// customer from its old bins to its new ones.
/// </summary>
/// <param name="published">Receives each picture, on the runner's thread.</param>
public sealed class RfmCounts(Action<PopulationFigures>? published = null) : IProjection
{
    private const string TotalsKey = "totals";

    private static readonly (string Key, Func<Standing?, RfmValues?> Values)[] Windows =
        [("all", RfmStandings.All), ("year", RfmStandings.Year), ("quarter", RfmStandings.Quarter)];

    private readonly RfmHistogram[] _windows = [new(), new(), new()];
    private readonly bool[] _unsaved = new bool[Windows.Length];
    private long _customers;
    private bool _customersUnsaved;
    private bool _unshown = true;
    private PopulationFigures? _figures;

    public string Name => "rfm";

    public int Version => 1;

    /// <summary>When bins were joined depends on the order in which lanes were read.</summary>
    public bool HasForgotten => Array.Exists(_windows, static window => window.IsCoarse);

    /// <summary>What was published last; null before the first time.</summary>
    public PopulationFigures? Figures => Volatile.Read(ref _figures);

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

    /// <summary>Adds a customer to a picture that is made once and not from the journal's rows.</summary>
    public void Add(Standing standing) => Move(null, standing);

    public IReadOnlyList<ProjectionPart> CaptureChanges()
    {
        var parts = new List<ProjectionPart>();
        for (var window = 0; window < Windows.Length; window++)
        {
            if (_unsaved[window])
            {
                var saved = new SavedCounts(_windows[window].Bins, _windows[window].Encode());
                parts.Add(new(Windows[window].Key, JsonSerializer.SerializeToUtf8Bytes(saved, PopulationJson.Default.SavedCounts)));
                _unsaved[window] = false;
            }
        }

        if (_customersUnsaved)
        {
            parts.Add(new(TotalsKey, JsonSerializer.SerializeToUtf8Bytes(new SavedTotals(_customers), PopulationJson.Default.SavedTotals)));
            _customersUnsaved = false;
        }

        return parts;
    }

    public void Restore(IReadOnlyList<ProjectionPart> parts, bool whole)
    {
        if (whole)
        {
            Array.Clear(_unsaved);
            (_customers, _customersUnsaved) = (0, false);
            for (var window = 0; window < Windows.Length; window++)
            {
                _windows[window] = new();
            }
        }

        foreach (var part in parts)
        {
            if (part.Key == TotalsKey)
            {
                _customers = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedTotals)!.Customers;
            }
            else
            {
                var saved = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedCounts)!;
                _windows[Array.FindIndex(Windows, window => window.Key == part.Key)] = RfmHistogram.Decode(saved.Encoded);
            }
        }

        _unshown |= whole || parts.Count > 0;
    }

    public void Publish(DateTimeOffset asOf)
    {
        var figures = _unshown || _figures is null ? Freeze(asOf) : _figures.At(asOf);
        _unshown = false;
        Volatile.Write(ref _figures, figures);
        published?.Invoke(figures);
    }

    private PopulationFigures Freeze(DateTimeOffset asOf)
    {
        var version = asOf.ToUnixTimeMilliseconds();
        return new()
        {
            Version = version,
            AsOf = asOf,
            Customers = _customers,
            All = RfmWindow.Of(_windows[0], version),
            Year = RfmWindow.Of(_windows[1], version),
            Quarter = RfmWindow.Of(_windows[2], version),
        };
    }

    private void Move(Standing? was, Standing? now)
    {
        for (var window = 0; window < Windows.Length; window++)
        {
            var (before, after) = (Windows[window].Values(was), Windows[window].Values(now));
            if (before != after)
            {
                _windows[window].Move(before, after);
                (_unsaved[window], _unshown) = (true, true);
            }
        }

        var change = (now is null ? 0 : 1) - (was is null ? 0 : 1);
        _customers += change;
        _customersUnsaved |= change != 0;
        _unshown |= change != 0;
    }
}
