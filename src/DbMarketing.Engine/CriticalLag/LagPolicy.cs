namespace DbMarketing.Engine.CriticalLag;

/// <summary>What the playbook calls overdue and lapsed.</summary>
/// <param name="OverdueShare">Overdue is whom this share of the returning would have left behind; above 0.5 and below 1.</param>
/// <param name="ReturnThreshold">Lapsed is whose chance of still returning is below this; above 0 and below 1.</param>
public sealed record LagPolicy(double OverdueShare = 0.75, double ReturnThreshold = 0.1)
{
    /// <summary>What holds where a playbook says nothing.</summary>
    public static LagPolicy Default { get; } = new();
}
