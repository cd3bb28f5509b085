namespace DbMarketing.Engine.Rfm;

/// <summary>Where a customer stands on the <see cref="ParetoCurve"/>.</summary>
/// <param name="TopShare">Share of customers who brought at least as much, above 0 and up to 1.</param>
/// <param name="RevenueShare">Share of all revenue that they brought together.</param>
public readonly record struct ParetoPlace(double TopShare, double RevenueShare);

/// <summary>
/// Share of revenue by share of customers, best customers first (Pareto 1896; the curve of Lorenz 1905, read from above). Where refunds
/// exceed purchases the curve rises above 1 and falls back. Immutable.
/// </summary>
public sealed class ParetoCurve
{
    private readonly decimal[] _values;
    private readonly RfmTotal[] _upTo;

    /// <param name="groups">At least one.</param>
    internal ParetoCurve(IEnumerable<RfmBinTotal> groups)
    {
        var descending = groups.GroupBy(group => group.Values.Monetary).OrderByDescending(group => group.Key).ToList();
        _values = [.. descending.Select(group => group.Key)];
        _upTo = new RfmTotal[_values.Length];
        var sum = new RfmTotal();
        for (var place = 0; place < _values.Length; place++)
        {
            sum += descending[place].Aggregate(new RfmTotal(), (total, group) => total + new RfmTotal(group.Customers, group.Revenue));
            _upTo[place] = sum;
        }
    }

    private RfmTotal All => _upTo[^1];

    /// <summary>Share of revenue that the best customers brought; ties and bins are divided evenly. 0 without revenue.</summary>
    /// <param name="topShare">Share of customers, 0 to 1.</param>
    public double RevenueShare(double topShare)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(topShare, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topShare, 1);
        var customers = topShare * All.Customers;
        var place = Array.FindIndex(_upTo, total => total.Customers >= customers);
        place = place < 0 ? _upTo.Length - 1 : place;
        var before = place == 0 ? default : _upTo[place - 1];
        var part = (customers - before.Customers) / (_upTo[place].Customers - before.Customers);
        return ShareOf((double)before.Revenue + (part * (double)(_upTo[place].Revenue - before.Revenue)));
    }

    /// <summary>The place of a customer who brought so much; of a bin, its last customer's.</summary>
    internal ParetoPlace PlaceOf(decimal monetary)
    {
        // Values fall, and the search wants them to rise.
        var (low, high) = (0, _values.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _values[middle] >= monetary ? (middle, high) : (low, middle - 1);
        }

        var upTo = _values[low] >= monetary ? _upTo[low] : default;
        return new(Math.Max(1, upTo.Customers) / (double)All.Customers, ShareOf((double)upTo.Revenue));
    }

    private double ShareOf(double revenue) => All.Revenue > 0 ? revenue / (double)All.Revenue : 0;
}
