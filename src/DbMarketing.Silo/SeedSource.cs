namespace DbMarketing.Silo;

/// <summary>Gives each decision its seed.</summary>
/// <param name="Next">A fresh seed; null takes the operating system's random numbers.</param>
internal sealed record SeedSource(Func<ulong>? Next);
