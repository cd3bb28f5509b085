using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// What is bought together, bought next, and bought as the dearer alternative: the sum of what orders announced. Each picture holds the
/// rules that follow from the counts; they are searched for as part of making the picture, so the runner's pace bounds their share of
/// the time.
/// </summary>
/// <param name="wish">The thresholds that hold now; read for each picture, on the runner's thread.</param>
/// <param name="published">Receives each picture, on the runner's thread.</param>
/// <param name="limits">How much is kept of each count.</param>
public sealed class CrossSellCounts(
    Func<RuleThresholds> wish, Action<CrossSellFigures>? published = null, CrossSellLimits? limits = null) : IProjection
{
    /// <summary>Items of a basket that count, the ordinally first; their 4,950 pairs are the most that one order changes.</summary>
    public const int MaxBasketItems = 100;

    private const string PairsKey = "pairs";
    private const string NextKey = "next";
    private const string UpSellsKey = "upsells";

    private readonly CrossSellLimits _limits = limits ?? new();
    private readonly HashSet<string> _unsaved = new(StringComparer.Ordinal);
    private PairCounts _pairs = new(limits ?? new());
    private SequenceCounts _next = new(limits ?? new());
    private SequenceCounts _upSells = new(limits ?? new());
    private bool _unshown = true;
    private CrossSellFigures? _figures;

    public string Name => "cross-sell";

    public int Version => 1;

    /// <summary>What was published last; null before the first time.</summary>
    public CrossSellFigures? Figures => Volatile.Read(ref _figures);

    public bool Concerns(ReadOnlySpan<byte> payload) => payload.IndexOf("\"basket\":{"u8) >= 0;

    public void Fold(JournalRow row, IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is InteractionRecorded { Basket: { } basket, Interaction: OrderCompleted order })
            {
                var items = order.Products.Select(static line => line.ProductId).Distinct(StringComparer.Ordinal);
                Count(basket, [.. items.Order(StringComparer.Ordinal)]);
            }
        }
    }

    public bool HasForgotten => _pairs.ItemFloor + _pairs.PairFloor + _next.PairFloor + _upSells.PairFloor > 0;

    public IReadOnlyList<ProjectionPart> CaptureChanges()
    {
        var parts = new List<ProjectionPart>();
        foreach (var key in _unsaved.Order(StringComparer.Ordinal))
        {
            var saved = key switch
            {
                PairsKey => new SavedRuleCounts(_pairs.Baskets, _pairs.Encode()),
                NextKey => new SavedRuleCounts(_next.Customers, _next.Encode()),
                _ => new SavedRuleCounts(_upSells.Customers, _upSells.Encode()),
            };
            parts.Add(new(key, JsonSerializer.SerializeToUtf8Bytes(saved, PopulationJson.Default.SavedRuleCounts)));
        }

        _unsaved.Clear();
        return parts;
    }

    public void Restore(IReadOnlyList<ProjectionPart> parts, bool whole)
    {
        if (whole)
        {
            _unsaved.Clear();
            (_pairs, _next, _upSells) = (new(_limits), new(_limits), new(_limits));
        }

        foreach (var part in parts)
        {
            var encoded = JsonSerializer.Deserialize(part.Body.Span, PopulationJson.Default.SavedRuleCounts)!.Encoded;
            switch (part.Key)
            {
                case PairsKey:
                    _pairs = PairCounts.Decode(encoded, _limits);
                    break;
                case NextKey:
                    _next = SequenceCounts.Decode(encoded, _limits);
                    break;
                default:
                    _upSells = SequenceCounts.Decode(encoded, _limits);
                    break;
            }
        }

        _unshown |= whole || parts.Count > 0;
    }

    public void Publish(DateTimeOffset asOf)
    {
        var thresholds = wish();
        var isNew = _unshown || _figures?.Thresholds != thresholds;
        var figures = isNew ? Search(thresholds, asOf) : _figures! with { AsOf = asOf };
        _unshown = false;
        Volatile.Write(ref _figures, figures);
        published?.Invoke(figures);
    }

    private CrossSellFigures Search(RuleThresholds thresholds, DateTimeOffset asOf)
    {
        var version = asOf.ToUnixTimeMilliseconds();
        return new()
        {
            Version = version,
            AsOf = asOf,
            Thresholds = thresholds,
            Together = FoundRules.Search(version, _pairs.Rules, _pairs.Baskets, thresholds, _limits.MaxRules),
            Next = FoundRules.Search(version, _next.Rules, _next.Customers, thresholds, _limits.MaxRules),
            UpSell = FoundRules.Search(version, _upSells.Rules, _upSells.Customers, thresholds, _limits.MaxRules),
        };
    }

    private void Count(BasketChange basket, string[] items)
    {
        _unshown = true;
        _unsaved.Add(PairsKey);
        _pairs.Move(BasketOf(basket.Earlier ?? []), BasketOf([.. basket.Earlier ?? [], .. items]));
        if (basket.BasketOnly)
        {
            return;
        }

        var bought = items.Take(NextPurchases.MaxItemsPerOrder).Except(basket.Again ?? [], StringComparer.Ordinal).ToList();
        _next.Extend(bought, basket.Following ?? [], basket.Next ?? [], isNew: !basket.Returning);
        _upSells.Extend(bought, bought, basket.UpSells ?? [], isNew: !basket.Returning);
        if (bought.Count > 0 || basket is not { Following: null, Next: null })
        {
            _unsaved.Add(NextKey);
        }

        if (bought.Count > 0 || basket.UpSells is not null)
        {
            _unsaved.Add(UpSellsKey);
        }
    }

    private static Basket BasketOf(IEnumerable<string> items) =>
        Basket.Of(items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxBasketItems));
}
