using System.Globalization;

namespace DbMarketing.Engine.Journal;

/// <summary>Names of the leases.</summary>
public static class LeaseNames
{
    /// <summary>Serves the database alone: the embedded engine.</summary>
    public const string Mode = "mode";

    /// <summary>Serves the database together: the silos of one cluster, whose name is the owner.</summary>
    public const string Cluster = "cluster";

    /// <summary>Sweeps the outbox for merge steps that a fault left behind.</summary>
    public const string OutboxSweep = "sweep/outbox";

    /// <summary>Folds a projection.</summary>
    public static string Projection(string name) => "projection/" + name;

    /// <summary>Fits a model of the population.</summary>
    public static string Model(string name) => "model/" + name;

    /// <summary>Has customers reviewed whom time alone has changed.</summary>
    public const string DueSweep = "sweep/due";

    /// <summary>Has all customers reviewed after another playbook became active.</summary>
    public const string PlaybookSweep = "sweep/playbook";

    /// <summary>Counts who is in the segments that read the population.</summary>
    public const string SegmentSweep = "sweep/segments";

    /// <summary>Fits the lifetime models.</summary>
    public const string LifetimeFit = "fit/lifetime";

    /// <summary>Who may write a lane.</summary>
    public static string Lane(int lane) => string.Create(CultureInfo.InvariantCulture, $"lane/{lane}");

    /// <summary>
    /// A share of the database. Whoever takes one in a new epoch ends the other share and all lanes, in the same transaction: what another
    /// engine still believes to hold then commits nothing.
    /// </summary>
    internal static bool IsShare(string name) => name is Mode or Cluster;

    internal static bool IsLane(string name) => name.StartsWith("lane/", StringComparison.Ordinal);
}
