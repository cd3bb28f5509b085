using System.Globalization;

namespace DbMarketing.Engine.Conditions;

/// <summary>Numbers, money and times as people say them; always rounded down, so that <c>less than 90</c> never shows 90.</summary>
internal static class SpokenNumbers
{
    /// <summary>Currencies without a smaller unit in use.</summary>
    private static readonly string[] Whole = ["JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF"];

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["USD"] = "$", ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["KRW"] = "₩",
    };

    /// <summary>An amount with the currency's usual digits, which whole amounts go without.</summary>
    public static string Money(double amount, string currency)
    {
        var digits = Math.Abs(Down(amount, 0) - amount) < 0.005 || Whole.Contains(currency) ? 0 : 2;
        var number = Down(Math.Abs(amount), digits).ToString("N" + digits, CultureInfo.InvariantCulture);
        var signed = Signs.TryGetValue(currency, out var sign) ? sign + number : $"{number} {currency}";
        return amount < 0 ? "-" + signed : signed;
    }

    public static string Plain(double value, int digits) =>
        Down(value, digits).ToString("#,0." + new string('#', digits), CultureInfo.InvariantCulture);

    /// <summary>The unit in which a time is best said, and how many of it.</summary>
    public static (double Count, char Unit) Elapsed(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => (time.TotalDays, 'd'),
        { Ticks: TimeSpan.TicksPerDay } => (1, 'd'),
        { TotalHours: >= 2 } => (time.TotalHours, 'h'),
        { Ticks: TimeSpan.TicksPerHour } => (1, 'h'),
        { TotalMinutes: >= 1 } => (time.TotalMinutes, 'm'),
        _ => (Math.Max(0, time.TotalSeconds), 's'),
    };

    private static double Down(double value, int digits)
    {
        // A share such as 0.29 times 100 lies a hair below 29.
        const double Hair = 1e-9;
        var scale = Math.Pow(10, digits);
        return Math.Floor((value * scale) + Hair) / scale;
    }
}
