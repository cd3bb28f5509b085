namespace DbMarketing.Engine.Policies;

/// <summary>A suppression rule holds an offer back.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="FreeAt">The first instant at which it no longer does, if nothing else happens.</param>
public sealed record Pause(SuppressionRule Rule, DateTimeOffset FreeAt);

/// <summary>A channel limit is used up.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="FreeAt">The first instant at which it has room again, if nothing else happens.</param>
public sealed record FullLimit(ChannelLimit Limit, DateTimeOffset FreeAt);
