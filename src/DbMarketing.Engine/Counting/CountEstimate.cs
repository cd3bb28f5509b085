namespace DbMarketing.Engine.Counting;

/// <summary>A count that may have lost some: the true one lies in <see cref="Count"/> to <see cref="Count"/> + <see cref="Missed"/>.</summary>
/// <param name="Count">What is known to have been counted.</param>
/// <param name="Missed">What may have been counted and forgotten; 0 says that the count is exact.</param>
public readonly record struct CountEstimate(long Count, long Missed)
{
    /// <summary>The greatest that the true count can be.</summary>
    public long AtMost => Count + Missed;

    internal static CountEstimate Sum(CountEstimate first, CountEstimate second) =>
        new(first.Count + second.Count, first.Missed + second.Missed);
}
