using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web;

/// <summary>
/// Instants that a caller asks about, such as "as of" and "until". The calendar of the machine ends in the years 1 and 9999; a little
/// arithmetic at its ends would fail, so what is asked stays away from them.
/// </summary>
internal static class AskedTimes
{
    /// <summary>How far ahead of the server's clock an instant may lie: ten years.</summary>
    public const int MaxDaysAhead = 3_653;

    /// <summary>What is wrong with an instant, to follow the field's name; null when it may be asked about.</summary>
    public static string? FaultOf(DateTimeOffset? asked, DateTimeOffset now)
    {
        var latest = now.AddDays(MaxDaysAhead);
        return asked < InteractionLimits.Earliest || asked > latest
            ? $"is {asked:O}; {InteractionLimits.Earliest:O} to {latest:O} are allowed"
            : null;
    }
}
