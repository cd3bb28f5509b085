using System.Text;
using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Server.Analysis;

/// <summary>The same as <see cref="LifetimeReport"/>, for people.</summary>
internal static class LifetimeText
{
    /// <summary>Groups that are shown; the rest is in the JSON object.</summary>
    public const int MaxGroups = 40;

    public static string Of(LifetimeResult result, LifetimeOptions options)
    {
        var text = new StringBuilder();
        var fit = result.Fit;
        Line(text, $"{fit.Customers:N0} customers, {fit.Repeaters:N0} with a repeat purchase up to {options.Until:yyyy-MM-dd}; "
            + $"times in {(fit.Unit == LifetimeUnit.Day ? "days" : "weeks")}");
        Line(text, "");
        Model(text, "BG/NBD", fit.BgNbd, fit.HoldOut.GetValueOrDefault("bgNbd"));
        Model(text, "Pareto/NBD", fit.ParetoNbd, fit.HoldOut.GetValueOrDefault("paretoNbd"));
        Model(text, "NBD", fit.Nbd, fit.HoldOut.GetValueOrDefault("nbd"));
        Model(text, "Gamma-Gamma", fit.GammaGamma, null);
        Line(text, $"chosen: {fit.Purchases.Name} ({fit.Reason}){(fit.Spend is { } spend ? $", spend by {spend.Name}" : "")}");
        foreach (var warning in fit.Warnings)
        {
            Line(text, $"warning {warning.Code}: {warning.Text}");
        }

        var churn = fit.Purchases.CustomersLeave;
        if (!churn)
        {
            Line(text, $"{fit.Purchases.Name} has nobody leave, so that churn is not known");
        }

        Groups(text, "cohort", [.. result.Cohorts, result.Population], options.Terms, churn);
        if (result.Groups.Count > 0)
        {
            Groups(text, options.Columns.Group!, result.Groups, options.Terms, churn);
        }

        if (result.NewCustomer.Value is { } value)
        {
            Line(text, "");
            Line(text, $"A new customer is worth {value.Mean:N2} within {options.Terms.HorizonMonths} months after the first purchase"
                + (options.Cost is null ? "." : result.NewCustomerPaybackMonths is { } months
                    ? $", and has paid back {options.Cost:N2} after {months:N1} months."
                    : $", and does not pay back {options.Cost:N2} in that time."));
        }

        return text.ToString();
    }

    private static void Model(StringBuilder text, string name, ModelFit? fit, HoldOutScore? score)
    {
        if (fit is null)
        {
            return;
        }

        var parameters = string.Join("  ", fit.Parameters.Select(parameter =>
            $"{parameter.Name} {parameter.Value:G5}{(parameter.StandardError is { } error ? $" ±{error:G2}" : "")}"));
        Line(text, $"{name,-12} log-likelihood {fit.LogLikelihood:F2}  {parameters}");
        if (fit.Degeneracy is { } degeneracy)
        {
            Line(text, $"{"",-12} no interior maximum: {degeneracy}");
        }

        if (score is not null)
        {
            Line(text, $"{"",-12} hold-out: {score.Expected:N1} purchases expected, {score.Actual:N0} made; mean absolute error "
                + $"{score.Mae:F4}, root mean square {score.Rmse:F4}, correlation {score.Correlation:F4}");
        }
    }

    private static void Groups(StringBuilder text, string title, IReadOnlyList<LifetimeGroup> groups, LifetimeTerms terms, bool churn)
    {
        Line(text, "");
        var valued = groups.Any(group => group.Value is not null);
        var costed = groups.Any(group => group.AcquisitionCost is not null);
        Line(text, $"{title,-16} {"customers",10} {"churn",7}"
            + string.Concat(terms.Days.Select(days => $" {"buys " + days + "d",12}"))
            + (valued ? $" {"revenue",15} {"future value",15}" : "") + (costed ? $" {"payback",8}" : ""));
        foreach (var group in groups.Take(MaxGroups))
        {
            Line(text, $"{group.Key,-16} {group.Customers,10:N0} {(churn ? $"{group.Churn:P1}" : "-"),7}"
                + string.Concat(group.Purchases.Select(purchases => $" {purchases,12:N1}"))
                + (valued ? $" {group.Revenue,15:N2} {group.Value,15:N2}" : "")
                + (costed ? $" {(group.PaybackMonths is { } months ? $"{months:N1} mo" : "not"),8}" : ""));
        }

        if (groups.Count > MaxGroups)
        {
            Line(text, $"and {groups.Count - MaxGroups} more in the last line");
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
