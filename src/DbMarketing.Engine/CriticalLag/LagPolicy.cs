namespace DbMarketing.Engine.CriticalLag;

/// <summary>What the playbook calls overdue and lapsed.</summary>
/// <param name="OverdueShare">Overdue is whom this share of the returning would have left behind; above 0.5 and below 1.</param>
/// <param name="ReturnThreshold">Lapsed is whose chance of still returning is below this; above 0 and below 1.</param>
/// <param name="Categories">
/// Product categories with a lag of their own, as category paths; items of their children count. At most
/// <see cref="Playbooks.PlaybookLimits.LagCategories"/>.
/// </param>
public sealed record LagPolicy(double OverdueShare = 0.75, double ReturnThreshold = 0.1, IReadOnlyList<string>? Categories = null)
{
    /// <summary>What holds where a playbook says nothing.</summary>
    public static LagPolicy Default { get; } = new();
}
