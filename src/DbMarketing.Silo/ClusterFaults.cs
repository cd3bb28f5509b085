
namespace DbMarketing.Silo;

/// <summary>Which faults of the cluster pass by themselves.</summary>
internal static class ClusterFaults
{
    /// <summary>A silo died, stops or does not answer: another will have the customer soon.</summary>
    public static bool IsPassing(Exception exception) => exception is OrleansException or TimeoutException;
}
