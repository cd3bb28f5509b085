using DbMarketing.Engine.CriticalLag;

namespace DbMarketing.Engine.Population;

/// <summary>The gaps between purchase days of all customers, as of an instant.</summary>
/// <param name="AsOf">Every turn that was committed by then is counted.</param>
/// <param name="Gaps">Changed by nobody any more.</param>
public sealed record GapFigures(DateTimeOffset AsOf, GapPopulation Gaps);
