using System.ComponentModel.DataAnnotations;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>The lifetime models that hold, and the way to have them fitted now.</summary>
internal static class LifetimeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/lifetime", ReadAsync).WithName("readLifetime").WithTags("Population")
            .WithSummary("The lifetime models that hold: parameters, comparison, warnings, and earlier fits")
            .WithDescription("model is null until the first fit: as soon as 30 customers bought on another day again, or at night. BG/NBD "
                + "and Pareto/NBD are compared by what their fits of 7, 30 and 90 days ago expected of their customers since, beside what "
                + "these did (checks), and by likelihood where that does not tell them apart; reason says which. Times are in days, "
                + "amounts in currency. history is 1 to 100, 10 unless given. asOf is another instant than now: the models that held then, "
                + "as far as they are among the 100 fits that are kept, with neither underWay nor counted, which are of now.")
            .WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);
        routes.MapPost("/v1/lifetime/fit", FitAsync).WithName("fitLifetime").WithTags("Population")
            .WithSummary("Fit the lifetime models now; GET /v1/lifetime says when it is done")
            .WithDescription("One fit runs at a time, on any node. What held goes on to hold until the new one does.")
            .WithScope(KeyScopes.Admin).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(503);
    }

    private static async Task<Results<Ok<LifetimeBody>, ProblemHttpResult>> ReadAsync(
        LivePopulation population, ReferenceSource reference, TimeProvider time, CancellationToken cancellationToken,
        [Range(1, LifetimeFits.Kept)] int history = 10, DateTimeOffset? asOf = null)
    {
        if (AskedTimes.FaultOf(asOf, time.GetUtcNow()) is { } fault)
        {
            return AskedTimes.Refuse(fault);
        }

        if (history is < 1 or > LifetimeFits.Kept)
        {
            return Problem.BadRequest("history_invalid", $"history is {history}; 1 to {LifetimeFits.Kept} are allowed.");
        }

        if (asOf is { } then)
        {
            var kept = await population.LifetimeFits.HistoryAsync(LifetimeFits.Kept, cancellationToken);
            List<LifetimeModel> held = [.. kept.Where(model => model.FittedAt <= then)];
            return TypedResults.Ok(new LifetimeBody(
                held.FirstOrDefault(), false, null, [.. held.Take(history).Select(LifetimeFitBody.Of)]));
        }

        var fits = await population.LifetimeFits.HistoryAsync(history, cancellationToken);
        return TypedResults.Ok(new LifetimeBody(
            reference.Current.Lifetime?.Model, await population.LifetimeFits.IsUnderWayAsync(cancellationToken),
            population.Lifetime.Figures, [.. fits.Select(LifetimeFitBody.Of)]));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> FitAsync(
        HttpContext context, LivePopulation population, CancellationToken cancellationToken) =>
        await population.LifetimeFits.BeginAsync(FitOccasion.Asked, cancellationToken) switch
        {
            FitStart.Begun => TypedResults.Accepted("/v1/lifetime"),
            FitStart.NotCounted => FiguresProblem.NotReady(context),
            FitStart.NothingToFit => Problem.Of(
                StatusCodes.Status409Conflict, "nothing_to_fit", "Nobody has bought, so that there is nothing to fit."),
            _ => Problem.Of(StatusCodes.Status409Conflict, "fit_under_way", "A fit is under way; GET /v1/lifetime says when it is done."),
        };
}

/// <param name="Model">The models that hold; null until the first fit.</param>
/// <param name="UnderWay">A fit is under way, here or on another node; false as of another instant than now.</param>
/// <param name="Counted">What the next fit would go by; null until this node has counted, and as of another instant.</param>
/// <param name="History">Fits, newest first.</param>
public sealed record LifetimeBody(
    LifetimeModel? Model, bool UnderWay, LifetimeStatistics? Counted, IReadOnlyList<LifetimeFitBody> History);

/// <param name="Version">Counts the fits.</param>
/// <param name="Occasion">Why it was made.</param>
/// <param name="AsOf">Every turn that was committed by then is in it.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Customers">Who ever bought.</param>
/// <param name="PurchaseModel">The purchase model that was used.</param>
/// <param name="SpendModel">The spend model that was used.</param>
/// <param name="Warnings">Codes of its warnings.</param>
public sealed record LifetimeFitBody(
    long Version, FitOccasion Occasion, DateTimeOffset AsOf, double Seconds, long Customers, string PurchaseModel, string SpendModel,
    IReadOnlyList<string> Warnings)
{
    internal static LifetimeFitBody Of(LifetimeModel model) => new(
        model.Version, model.Occasion, model.AsOf, model.Seconds, model.Customers, model.Purchases.Name, model.Spend.Name,
        [.. model.Warnings.Select(static warning => warning.Code)]);
}
