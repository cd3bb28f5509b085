using System.Globalization;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.CriticalLag;

/// <summary>The model is fitted to the first 39 weeks of CDNOW's 1/10 sample, and held against who came back in the next 39.</summary>
public sealed class CdnowReturnTests
{
    private static readonly int s_calibrationEnd = Day("19970930");
    private static readonly int s_holdoutEnd = Day("19980630");

    [Fact]
    public void ReturnChance_OfTheCdnowCustomersAddsUpToThoseWhoCameBack()
    {
        var path = RepositoryPaths.DataFile("cdnow", "CDNOW_sample.txt");
        var customers = File.ReadLines(path)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .GroupBy(static line => line[1], static line => Day(line[2]))
            .Select(static days => days.Distinct().Order().ToArray())
            .ToArray();
        var calibration = customers.Select(static days => days.TakeWhile(static day => day <= s_calibrationEnd).ToArray()).ToArray();
        var population = new GapPopulation();
        Array.ForEach(calibration, days => population.Add(GapStatistics.Of(days), days[^1]));

        var model = GapFit.Fit(population, s_calibrationEnd)!;
        var chances = calibration
            .Select(days => model.Forecast(GapStatistics.Of(days)).ReturnChance(
                TimeSpan.FromDays(s_calibrationEnd - days[^1]), TimeSpan.FromDays(s_holdoutEnd - s_calibrationEnd)))
            .ToArray();
        var came = customers.Select(static days => days[^1] > s_calibrationEnd).ToArray();

        Assert.Equal((2_357, 684), (customers.Length, came.Count(static returned => returned)));
        Assert.InRange(chances.Sum() / 684, 0.9, 1.1);
        var best = chances.Zip(came).OrderByDescending(static pair => pair.First).Take(customers.Length / 10);
        Assert.InRange(best.Count(static pair => pair.Second), 180, 235);
    }

    private static int Day(string text) =>
        DateOnly.ParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber;
}
