using System.Text.Json.Nodes;
using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Server.Analysis;

/// <summary>
/// The JSON object that <c>lifetime</c> ends with. Parameters of a model stand beside its log-likelihood, under the papers' names.
/// </summary>
internal static class LifetimeReport
{
    public static JsonObject Of(LifetimeResult result, LifetimeOptions options)
    {
        var fit = result.Fit;
        var churn = fit.Purchases.CustomersLeave;
        return new JsonObject
        {
            ["lines"] = result.Lines,
            ["rejected"] = result.Rejects.Values.Sum(),
            ["reasons"] = new JsonObject(result.Rejects.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["later"] = result.LaterLines,
            ["customers"] = fit.Customers,
            ["repeaters"] = fit.Repeaters,
            ["unit"] = fit.Unit == LifetimeUnit.Day ? "day" : "week",
            ["until"] = Date(options.Until),
            ["holdoutUntil"] = options.HoldOutUntil is { } held ? Date(held) : null,
            ["bgNbd"] = Model(fit.BgNbd, fit.HoldOut.GetValueOrDefault("bgNbd")),
            ["paretoNbd"] = Model(fit.ParetoNbd, fit.HoldOut.GetValueOrDefault("paretoNbd")),
            ["nbd"] = Model(fit.Nbd, fit.HoldOut.GetValueOrDefault("nbd")),
            ["gammaGamma"] = Model(fit.GammaGamma, null),
            ["chosen"] = fit.Purchases.Name,
            ["reason"] = fit.Reason,
            ["spendModel"] = fit.Spend?.Name,
            ["holdout"] = Score(fit.HoldOut.GetValueOrDefault(fit.Purchases.Name)),
            ["warnings"] = new JsonArray([.. fit.Warnings.Select(warning => (JsonNode)new JsonObject
            {
                ["code"] = warning.Code, ["model"] = warning.Model, ["text"] = warning.Text,
            })]),
            ["population"] = Group(result.Population, options.Terms, churn),
            ["newCustomer"] = new JsonObject
            {
                ["purchases"] = Purchases(result.NewCustomer.Purchases.Select(purchases => purchases.Mean), options.Terms),
                ["spend"] = result.NewCustomer.Spend?.Mean,
                ["lifetimeValue"] = result.NewCustomer.Value?.Mean,
                ["paybackMonths"] = result.NewCustomerPaybackMonths,
            },
            ["cohorts"] = Groups(result.Cohorts, options.Terms, churn),
            ["groups"] = Groups(result.Groups, options.Terms, churn),
        };
    }

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject? Model(ModelFit? fit, HoldOutScore? score)
    {
        if (fit is null)
        {
            return null;
        }

        var model = new JsonObject();
        foreach (var parameter in fit.Parameters)
        {
            model[parameter.Name] = parameter.Value;
        }

        model["logLikelihood"] = fit.LogLikelihood;
        model["standardErrors"] = fit.HasInteriorMaximum
            ? new JsonObject(fit.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)parameter.StandardError)))
            : null;
        model["interiorMaximum"] = fit.HasInteriorMaximum;
        model["degeneracy"] = fit.Degeneracy;
        model["iterations"] = fit.Iterations;
        model["evaluations"] = fit.Evaluations;
        model["gradientNorm"] = fit.GradientNorm;
        if (score is not null)
        {
            model["holdout"] = Score(score);
        }

        return model;
    }

    private static JsonObject? Score(HoldOutScore? score) => score is null ? null : new JsonObject
    {
        ["expected"] = score.Expected,
        ["actual"] = score.Actual,
        ["mae"] = score.Mae,
        ["rmse"] = score.Rmse,
        ["correlation"] = score.Correlation,
        ["meanAlive"] = score.MeanAlive,
    };

    private static JsonArray Groups(IEnumerable<LifetimeGroup> groups, LifetimeTerms terms, bool churn) =>
        new([.. groups.Select(group => (JsonNode)Group(group, terms, churn))]);

    /// <param name="churn">Whether the model says anything about who left.</param>
    private static JsonObject Group(LifetimeGroup group, LifetimeTerms terms, bool churn) => new()
    {
        ["key"] = group.Key,
        ["customers"] = group.Customers,
        ["alive"] = churn ? group.Alive : null,
        ["churn"] = churn ? group.Churn : null,
        ["purchases"] = Purchases(group.Purchases, terms),
        ["revenue"] = group.Value is null ? null : group.Revenue,
        ["lifetimeValue"] = group.Value,
        ["acquisitionCost"] = group.AcquisitionCost,
        ["paybackMonths"] = group.PaybackMonths,
    };

    private static JsonObject Purchases(IEnumerable<double> purchases, LifetimeTerms terms) =>
        new(terms.Days.Zip(purchases, (days, mean) => KeyValuePair.Create($"{days}d", (JsonNode?)mean)));
}
