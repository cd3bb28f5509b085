using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Counting;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Population;

/// <summary>
/// What the lifetime models are fitted from: each review that moved a standing moves a customer from its old cells to its new ones. The
/// cells of all are many and seldom asked for, so they are copied for whoever asks, at the next picture.
/// </summary>
/// <param name="maxCells">Cells of purchase days at most; beyond it days are joined.</param>
public sealed class LifetimeCounts(int maxCells = SpanCounts.DefaultMaxCells) : IProjection
{
    private const string TotalsKey = "totals";
    private const string SpanPrefix = "days-";
    private const string SpendPrefix = "spends-";

    private SpanCounts _spans = new(maxCells);
    private SpendCounts _spends = new();
    private SavedLifetimeTotals _totals = new(0, 0, 0, 0);
    private bool _totalsUnsaved;
    private LifetimeStatistics? _figures;
    private TaskCompletionSource<LifetimeCells>? _asked;

    public string Name => "lifetime";

    public int Version => 1;

    /// <summary>When days or bins were joined depends on the order in which lanes were read.</summary>
    public bool HasForgotten => _spans.WidthDays > 1 || _spends.IsCoarse;

    /// <summary>What was published last; null before the first time.</summary>
    public LifetimeStatistics? Figures => Volatile.Read(ref _figures);

    /// <summary>The cells as of the next picture. Waits for it: for ever where the projection stands still.</summary>
    public Task<LifetimeCells> ReadCellsAsync(CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<LifetimeCells>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _asked, mine, null) ?? mine).Task.WaitAsync(cancellationToken);
    }

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
        parts.AddRange(_spans.CaptureChanges().Select(static block => PartOf(SpanPrefix, block.Key, block.Cells, block.Encoded)));
        parts.AddRange(_spends.CaptureChanges().Select(static part => PartOf(SpendPrefix, part.Key, part.Bins, part.Encoded)));
        if (_totalsUnsaved)
        {
            parts.Add(new(TotalsKey, JsonSerializer.SerializeToUtf8Bytes(_totals, PopulationJson.Default.SavedLifetimeTotals)));
            _totalsUnsaved = false;
        }

        return parts;
    }

    public void Restore(IReadOnlyList<ProjectionPart> parts, bool whole)
    {
        if (whole)
        {
            (_spans, _spends) = (new(maxCells), new());
            (_totals, _totalsUnsaved) = (new(0, 0, 0, 0), false);
        }

        foreach (var part in parts)
        {
            if (part.Key == TotalsKey)
            {
                _totals = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedLifetimeTotals)!;
                continue;
            }

            var saved = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedCounts)!;
            if (part.Key.StartsWith(SpanPrefix, StringComparison.Ordinal))
            {
                _spans.Restore(KeyOf(part, SpanPrefix), saved.Encoded);
            }
            else
            {
                _spends.Restore(KeyOf(part, SpendPrefix), saved.Encoded);
            }
        }
    }

    public void Publish(DateTimeOffset asOf)
    {
        Volatile.Write(
            ref _figures, new(asOf, _totals.Customers, _totals.Repeaters, _spans.Cells, _spans.WidthDays, _spends.Bins));
        Interlocked.Exchange(ref _asked, null)?.SetResult(Copy(asOf));
    }

    private static ProjectionPart PartOf(string prefix, int key, int cells, byte[] encoded) => new(
        prefix + key.ToString(CultureInfo.InvariantCulture),
        JsonSerializer.SerializeToUtf8Bytes(new(cells, encoded), PopulationJson.Default.SavedCounts));

    private static int KeyOf(ProjectionPart part, string prefix) =>
        int.Parse(part.Key.AsSpan(prefix.Length), CultureInfo.InvariantCulture);

    private LifetimeCells Copy(DateTimeOffset asOf) => new()
    {
        AsOf = asOf,
        WidthDays = _spans.WidthDays,
        Customers = [.. _spans.Customers.Where(static cell => cell.Value > 0)],
        Spends = [.. _spends.Cells],
        Revenue = _spans.Revenue.ToDictionary(),
        PurchaseDays = _totals.PurchaseDays,
        TotalRevenue = _totals.Revenue,
    };

    private void Move(Standing? was, Standing? now)
    {
        var (before, after) = (DaysOf(was), DaysOf(now));
        if (before != after)
        {
            _spans.Move(before, after);
            Count(before, -1);
            Count(after, 1);
        }

        var (spent, spends) = (SpendOf(was), SpendOf(now));
        if (spent != spends)
        {
            _spends.Move(spent, spends);
        }
    }

    private void Count((PurchaseSpan Span, decimal Revenue)? customer, int customers)
    {
        if (customer is not { } one)
        {
            return;
        }

        _totals = new(
            _totals.Customers + customers, _totals.Repeaters + (one.Span.Repeats > 0 ? customers : 0),
            _totals.PurchaseDays + (customers * (one.Span.Repeats + 1)),
            CountsCodec.WithoutTrailingZeros(_totals.Revenue + (customers * one.Revenue)));
        _totalsUnsaved = true;
    }

    private static (PurchaseSpan Span, decimal Revenue)? DaysOf(Standing? standing) => standing is not { PurchaseDays: > 0 }
        ? null
        : (new(standing.FirstDay, standing.LastDay, standing.PurchaseDays - 1), standing.Revenue);

    private static (int Repeats, decimal Mean)? SpendOf(Standing? standing) => standing is not { PurchaseDays: > 1 }
        ? null
        : (standing.PurchaseDays - 1, (standing.Revenue - standing.FirstDayRevenue) / (standing.PurchaseDays - 1));
}
