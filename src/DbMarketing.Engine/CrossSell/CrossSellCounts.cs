using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// What is bought together, bought next, and bought as the dearer alternative: the sum of what orders announced, with the names that
/// orders gave the products. Each picture holds the rules that follow from the counts; they are searched for as part of making the
/// picture, so the runner's pace bounds their share of the time.
/// </summary>
public sealed class CrossSellCounts : IProjection
{
    /// <summary>Items of a basket that count, the ordinally first; their 4,950 pairs are the most that one order changes.</summary>
    public const int MaxBasketItems = 100;

    private const string PairsKey = "pairs";
    private const string NextKey = "next";
    private const string UpSellsKey = "upsells";
    private const string NamesKey = "names";

    private readonly Func<RuleThresholds> _wish;
    private readonly Action<CrossSellFigures>? _published;
    private readonly CrossSellLimits _limits;
    private readonly ProductNames _names;
    private readonly HashSet<string> _unsaved = new(StringComparer.Ordinal);
    private PairCounts _pairs;
    private SequenceCounts _next;
    private SequenceCounts _upSells;
    private bool _unshown = true;
    private CrossSellFigures? _figures;

    /// <param name="wish">The thresholds that hold now; read for each picture, on the runner's thread.</param>
    /// <param name="published">Receives each picture, on the runner's thread.</param>
    /// <param name="limits">How much is kept of each count.</param>
    public CrossSellCounts(
        Func<RuleThresholds> wish, Action<CrossSellFigures>? published = null, CrossSellLimits? limits = null)
    {
        (_wish, _published, _limits) = (wish, published, limits ?? new());
        (_pairs, _next, _upSells) = (new(_limits), new(_limits), new(_limits));
        _names = new(_limits.MaxItems, item => _pairs.Find(item).Count != 0);
    }

    public string Name => "cross-sell";

    public int Version => 2;

    /// <summary>What was published last; null before the first time.</summary>
    public CrossSellFigures? Figures => Volatile.Read(ref _figures);

    public bool Concerns(ReadOnlySpan<byte> payload) => payload.IndexOf("\"basket\":{"u8) >= 0;

    public void Fold(JournalRow row, IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is InteractionRecorded { Basket: { } basket, Interaction: OrderCompleted order } recorded)
            {
                var items = order.Products.Select(static line => line.ProductId).Distinct(StringComparer.Ordinal);
                Count(basket, [.. items.Order(StringComparer.Ordinal)]);
                TakeNames(order.Products, recorded.EffectiveAt);
            }
        }
    }

    public bool HasForgotten =>
        _names.HasForgotten || _pairs.ItemFloor + _pairs.PairFloor + _next.PairFloor + _upSells.PairFloor > 0;

    public IReadOnlyList<ProjectionPart> CaptureChanges()
    {
        var parts = new List<ProjectionPart>();
        foreach (var key in _unsaved.Order(StringComparer.Ordinal))
        {
            var saved = key switch
            {
                PairsKey => new SavedRuleCounts(_pairs.Baskets, _pairs.Encode()),
                NextKey => new SavedRuleCounts(_next.Customers, _next.Encode()),
                NamesKey => new SavedRuleCounts(_names.Count, _names.Encode()),
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
            _names.Clear();
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
                case NamesKey:
                    _names.Restore(encoded);
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
        var thresholds = _wish();
        var isNew = _unshown || _figures?.Thresholds != thresholds;
        var figures = isNew ? Search(thresholds, asOf) : _figures! with { AsOf = asOf };
        _unshown = false;
        Volatile.Write(ref _figures, figures);
        _published?.Invoke(figures);
    }

    private CrossSellFigures Search(RuleThresholds thresholds, DateTimeOffset asOf)
    {
        var version = asOf.ToUnixTimeMilliseconds();
        var together = FoundRules.Search(version, _pairs.Rules, _pairs.Baskets, thresholds, _limits.MaxRules);
        var next = FoundRules.Search(version, _next.Rules, _next.Customers, thresholds, _limits.MaxRules);
        var upSell = FoundRules.Search(version, _upSells.Rules, _upSells.Customers, thresholds, _limits.MaxRules);
        return new()
        {
            Version = version,
            AsOf = asOf,
            Thresholds = thresholds,
            Together = together,
            Next = next,
            UpSell = upSell,
            Names = NamesIn(together.Rules.Concat(next.Rules).Concat(upSell.Rules)),
        };
    }

    private Dictionary<string, string> NamesIn(IEnumerable<AssociationRule> rules)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var product in rules.SelectMany(static rule => rule.Antecedent.Append(rule.Consequent)))
        {
            if (_names.Find(product) is { } name)
            {
                names[product] = name;
            }
        }

        return names;
    }

    private void TakeNames(IEnumerable<ProductLine> lines, DateTimeOffset at)
    {
        foreach (var line in lines)
        {
            if (!string.IsNullOrWhiteSpace(line.Name) && _names.Tell(line.ProductId, line.Name, at))
            {
                _unsaved.Add(NamesKey);
            }
        }
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
