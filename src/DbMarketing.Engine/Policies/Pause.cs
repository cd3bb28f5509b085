namespace DbMarketing.Engine.Policies;

/// <summary>A suppression rule holds an offer back.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="FreeAt">The first instant at which it no longer does, if nothing else happens.</param>
/// <param name="Recent">The contacts that reached its count still lie within its window before now; else only its pause goes on.</param>
public sealed record Pause(SuppressionRule Rule, DateTimeOffset FreeAt, bool Recent);

/// <summary>A channel limit is used up.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="FreeAt">The first instant at which it has room again, if nothing else happens.</param>
public sealed record FullLimit(ChannelLimit Limit, DateTimeOffset FreeAt);
