using System.Globalization;

namespace DbMarketing.Engine.Journal;

/// <summary>Names of the leases that the journal itself uses.</summary>
public static class LeaseNames
{
    /// <summary>Which engine may serve the database. The embedded engine holds it alone.</summary>
    public const string Mode = "mode";

    /// <summary>Who may write a lane.</summary>
    public static string Lane(int lane) => string.Create(CultureInfo.InvariantCulture, $"lane/{lane}");
}
