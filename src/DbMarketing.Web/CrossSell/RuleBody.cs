using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Web.CrossSell;

/// <summary>A rule from one product to another. Its counts are of orders for what is bought together, else of customers.</summary>
/// <param name="From">Whoever has this product …</param>
/// <param name="To">… tends to have, or to buy next, this one.</param>
/// <param name="FromName">What the first is called by its latest order; null when none said.</param>
/// <param name="ToName">The same of the second.</param>
/// <param name="Support">Share of all orders or customers that have both, to six decimals.</param>
/// <param name="Confidence">Share of those with the first that have the second.</param>
/// <param name="Lift">How many times more often than by chance among all orders or customers.</param>
/// <param name="PValue">Chance of as great a count if the two had nothing to do with each other (Fisher's exact test, one-sided).</param>
/// <param name="CorrectedPValue">The same times the number of rules that were tested together; at most 0.05 for every rule kept.</param>
/// <param name="Count">Those with both.</param>
/// <param name="FromCount">Those with the first.</param>
/// <param name="ToCount">Those with the second.</param>
/// <param name="All">All orders or customers.</param>
/// <param name="Missed">The most by which the count may be too small, because rare pairs were forgotten; 0 is exact.</param>
public sealed record RuleBody(
    string From, string To, string? FromName, string? ToName, double Support, double Confidence, double Lift, double PValue,
    double CorrectedPValue, long Count, long FromCount, long ToCount, long All, long Missed)
{
    /// <summary>The header of the fields as <see cref="ToRow"/> gives them.</summary>
    internal const string CsvHeader =
        "from,to,support,confidence,lift,pValue,correctedPValue,count,fromCount,toCount,all,missed,fromName,toName";

    /// <param name="rule">A rule from one product.</param>
    /// <param name="names">What products are called.</param>
    internal static RuleBody Of(AssociationRule rule, IReadOnlyDictionary<string, string> names)
    {
        var chance = rule.PValue;
        return new(
            rule.Antecedent[0], rule.Consequent, names.GetValueOrDefault(rule.Antecedent[0]), names.GetValueOrDefault(rule.Consequent),
            Math.Round(rule.Support, 6), Math.Round(rule.Confidence, 6), Math.Round(rule.Lift, 6), chance,
            Math.Min(1, chance * rule.Tests), rule.Count, rule.AntecedentCount, rule.ConsequentCount, rule.Baskets, rule.Missed);
    }

    internal object?[] ToRow() =>
        [From, To, Support, Confidence, Lift, PValue, CorrectedPValue, Count, FromCount, ToCount, All, Missed, FromName, ToName];
}
