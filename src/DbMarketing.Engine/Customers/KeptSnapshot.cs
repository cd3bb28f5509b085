namespace DbMarketing.Engine.Customers;

/// <summary>
/// A snapshot that is kept apart from its journal, with the turn it was taken after: it is believed only where the journal has that turn.
/// </summary>
/// <param name="Key">The customer's key in that journal.</param>
/// <param name="At">When the turn <see cref="CustomerSnapshot.Sequence"/> was taken, in whole milliseconds.</param>
/// <param name="Snapshot">The state after it.</param>
public sealed record KeptSnapshot(CustomerKey Key, DateTimeOffset At, CustomerSnapshot Snapshot);
