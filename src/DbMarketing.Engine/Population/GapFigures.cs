using DbMarketing.Engine.CriticalLag;

namespace DbMarketing.Engine.Population;

/// <summary>The gaps between purchase days of all customers, as of an instant.</summary>
/// <param name="AsOf">Every turn that was committed by then is counted.</param>
/// <param name="Gaps">Between any two purchase days. Changed by nobody any more.</param>
/// <param name="Categories">Between days with a purchase of a category, by the categories of the playbook.</param>
public sealed record GapFigures(DateTimeOffset AsOf, GapPopulation Gaps, IReadOnlyDictionary<string, GapPopulation> Categories);
