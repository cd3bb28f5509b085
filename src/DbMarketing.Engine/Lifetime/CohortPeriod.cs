using System.Globalization;

namespace DbMarketing.Engine.Lifetime;

/// <summary>How long a cohort's customers came for.</summary>
public enum CohortPeriod
{
    None = 0,
    Month,
    Quarter,
    Year,
}

/// <summary>Names of cohorts.</summary>
public static class CohortPeriods
{
    /// <summary>The cohort of a day: <c>2026-03</c>, <c>2026-Q1</c> or <c>2026</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period is none.</exception>
    public static string KeyOf(this CohortPeriod period, DateOnly day) => period switch
    {
        CohortPeriod.Month => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        CohortPeriod.Quarter => string.Create(CultureInfo.InvariantCulture, $"{day.Year:D4}-Q{(day.Month + 2) / 3}"),
        CohortPeriod.Year => day.ToString("yyyy", CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(period), period, "The period must be a month, a quarter or a year."),
    };
}
