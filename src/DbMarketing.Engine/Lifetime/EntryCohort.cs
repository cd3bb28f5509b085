using System.Globalization;

namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// Whether the customers look like ones whose first purchase was seen. A file that begins in the middle of a business shows the
/// first purchase within the file in place of the real one: customers of long standing crowd its first days.
/// </summary>
internal static class EntryCohort
{
    private const int Parts = 10;
    private const double Crowded = 2;

    /// <summary>The doubt in words; null when there is none.</summary>
    public static string? Doubt(IReadOnlyList<PurchaseCell> cells)
    {
        var (youngest, oldest) = (cells.Min(cell => cell.History.Age), cells.Max(cell => cell.History.Age));
        if (oldest - youngest == 0)
        {
            return null;
        }

        var parts = new double[Parts];
        foreach (var cell in cells)
        {
            parts[Math.Min((int)((oldest - cell.History.Age) / (oldest - youngest) * Parts), Parts - 1)] += cell.Weight;
        }

        var total = parts.Sum();
        var median = parts.Order().Skip((Parts - 1) / 2).Take(2).Average();
        return parts[0] <= Crowded * median ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{parts[0] / total:P0} of the customers came in the first tenth of the time in which customers came, a usual tenth has "
            + $"{median / total:P0}: the data may begin in the middle of a business and show customers of long standing as new ones.");
    }
}
