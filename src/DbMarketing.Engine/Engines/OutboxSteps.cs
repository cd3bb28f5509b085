namespace DbMarketing.Engine.Engines;

/// <summary>The steps of the merge protocol that one customer may owe another, as the journal's outbox names them.</summary>
internal static class OutboxSteps
{
    /// <summary>The target is asked to become one with this customer, unless it already belongs to somebody else.</summary>
    public const string Link = "link";

    /// <summary>The same by a back end's own statement, which also merges two known customers.</summary>
    public const string ExplicitLink = "link-explicit";

    /// <summary>The target is to take over this customer's state.</summary>
    public const string Absorb = "absorb";

    public static string LinkStep(bool isExplicit) => isExplicit ? ExplicitLink : Link;
}
