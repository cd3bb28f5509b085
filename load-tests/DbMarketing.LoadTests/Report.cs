using System.Globalization;
using System.Text.Json;

namespace DbMarketing.LoadTests;

/// <summary>One figure beside its floor, both measured in the same run.</summary>
/// <param name="Wanted">The least ratio; for a figure without a floor, the most that it may be.</param>
internal sealed record Line(string What, double Figure, string Unit, double? Floor, string? FloorOf, double? Wanted)
{
    public double? Ratio => Floor is null ? null : Figure / Floor;
}

/// <summary>The benchmark's results, as a table and as one line of JSON.</summary>
internal sealed record Report(IReadOnlyList<Line> Lines)
{
    public void Write(TextWriter output)
    {
        output.WriteLine($"{"what",-58} {"figure",12} {"floor",12} {"ratio",6} {"wanted",7}");
        foreach (var line in Lines)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{line.What + ", " + line.Unit,-58} {line.Figure,12:N2} {line.Floor,12:N2} {line.Ratio,6:N2} {line.Wanted,7:N2}"));
        }

        output.WriteLine(JsonSerializer.Serialize(this));
    }

    /// <summary>The middle of an odd number of figures.</summary>
    public static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
