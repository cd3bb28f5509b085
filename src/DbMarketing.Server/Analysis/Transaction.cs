namespace DbMarketing.Server.Analysis;

/// <summary>One readable line of a file of transactions. What no column was named for is empty, default or null.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="At">The instant, UTC; a time that names no offset is taken as UTC.</param>
internal readonly record struct Transaction(
    long Line, string Customer, DateTimeOffset At, decimal? Amount, string Order, string Item)
{
    /// <summary>The day that the file names.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);
}
