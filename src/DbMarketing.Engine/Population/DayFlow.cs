namespace DbMarketing.Engine.Population;

/// <summary>How many customers entered and left one segment in each hour (UTC) of one day.</summary>
public sealed class DayFlow
{
    /// <summary>24 counts, from midnight on.</summary>
    public int[] Entered { get; init; } = new int[24];

    /// <summary>24 counts, from midnight on.</summary>
    public int[] Left { get; init; } = new int[24];

    internal DayFlow Copy() => new() { Entered = [.. Entered], Left = [.. Left] };
}
