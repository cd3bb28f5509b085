using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Population;

/// <summary>The population of one window, frozen.</summary>
/// <param name="Rfm">Cut points, cells and the Pareto curve.</param>
/// <param name="MonetaryWidth">How wide a bin of revenue is, as a share of its lower edge: how exact the scores are.</param>
public sealed record RfmWindow(PopulationRfm Rfm, double MonetaryWidth)
{
    internal static RfmWindow? Of(RfmHistogram histogram, long version) =>
        histogram.Freeze(version) is { } frozen ? new(frozen, histogram.MonetaryWidth) : null;

    internal RfmPlace? PlaceOf(RfmValues? values)
    {
        if (values is not { } bought)
        {
            return null;
        }

        var cell = Rfm.Score(bought);
        var revenue = Rfm.All.Revenue;
        return new(
            cell.Recency, cell.Frequency, cell.Monetary, revenue > 0 ? (double)(bought.Monetary / revenue) : 0, Rfm.Place(bought).TopShare);
    }
}
