using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>When customers come back: the model that holds, and the way to fit it anew.</summary>
internal static class LagEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/lags").WithTags("Population");
        group.MapGet("", ReadAsync).WithName("readLags")
            .WithSummary("When customers come back: the model of the gaps between purchase days")
            .WithDescription("version is what reviews and customers name the model by; without one, lack says why. nextFitAt is when one "
                + "is fitted next at the latest. firstTime is what it says of a customer with one purchase; customers with gaps of their "
                + "own are judged by those the more, the more there are. stages counts by day, and by gaps to 5 %. asOf is another instant "
                + "than now: customers are counted as they stood then or, of one to come, as time alone will make them, which is slow; the "
                + "model is the one that held then, if it is among the 50 that are kept, and the playbook today's. complete is false when "
                + "Web:ScanTimeout ended it: then it is of those who were first seen first, and no sample." + UnreadCustomers.Words)
            .WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429)
            .ProducesProblem(503);
        group.MapPost("/fit", FitAsync).WithName("fitLags").WithSummary("Fit the model of the gaps now")
            .WithDescription("changed: the fitted model holds from now on, for decisions at once and for memberships by a sweep. A model "
                + "that is near the one that holds does not replace it: its median gap within 5 %, its spreads within 10 %, its share lost "
                + "within 2 points.")
            .WithScope(KeyScopes.Admin).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(503);
    }

    private static async Task<Results<Ok<LagsBody>, ProblemHttpResult>> ReadAsync(
        HttpContext context, LivePopulation population, PastModels models, LagOverview overview, ReferenceSource source,
        CustomerScan scan, ScanSlots slots, WebOptions options, TimeProvider time, CancellationToken cancellationToken,
        DateTimeOffset? asOf = null)
    {
        var now = time.GetUtcNow();
        var reference = source.Current;
        if (asOf is not null)
        {
            return await ReadPastAsync(
                context, models.KeptLags(reference), reference.Playbook, new(scan, options, time), slots, asOf.Value, now,
                cancellationToken);
        }

        if (population.Gaps.Figures is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        var lack = reference.Lag is null ? population.Lags.Lack : ModelLack.None;
        var body = BodyOf(figures, reference.Lag, population.Lags.History?.Models ?? [], reference.Playbook.Lag) with
        {
            CheckedAt = population.Lags.History is { Newest: not null } history ? history.CheckedAt : null,
            Lack = lack == ModelLack.None ? null : lack,
            NextFitAt = lack == ModelLack.TooFew ? null : Later(population.Lags.NextFitAt, now),
        };
        return TypedResults.Ok(reference.Lag is not { } model ? body : body with
        {
            Stages = overview.CountsOf(figures.Gaps, model, reference.Playbook.Lag, reference.Playbook.DayOf(now)),
        });
    }

    private static async Task<Results<Ok<LagsBody>, ProblemHttpResult>> ReadPastAsync(
        HttpContext context, ModelHistory<LagModel> history, CompiledPlaybook playbook, StandingScan scan, ScanSlots slots,
        DateTimeOffset asOf, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!ScanInstant.TryRead(asOf, now, [], out var instant, out var unanswerable))
        {
            return unanswerable;
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        List<LagModel> held = [.. history.Models.Where(model => model.FittedAt <= instant.At)];
        var counts = new GapCounts();
        var (complete, unreadable) = await scan.ReadAsync(
            playbook.TimeZone, instant, [.. held.SelectMany(static model => model.Categories.Keys).Distinct()], counts.Add,
            cancellationToken);
        counts.Publish(instant.At);
        var figures = counts.Figures!;
        var body = BodyOf(figures, held.FirstOrDefault(), held, playbook.Lag) with
        {
            Complete = complete, Unreadable = UnreadCustomers.Shown(unreadable),
        };
        return TypedResults.Ok(held is not [var model, ..] ? body : body with
        {
            Stages = StageCounts.Of(figures.Gaps, model.All, playbook.Lag, playbook.DayOf(instant.At)),
        });
    }

    private static LagsBody BodyOf(GapFigures figures, LagModel? model, IReadOnlyList<LagModel> models, LagPolicy policy)
    {
        var body = new LagsBody
        {
            AsOf = figures.AsOf,
            Customers = figures.Gaps.Customers,
            Returned = figures.Gaps.Returned,
            Gaps = figures.Gaps.Gaps,
            Enough = GapFit.Enough,
            OverdueShare = policy.OverdueShare,
            ReturnThreshold = policy.ReturnThreshold,
            Fits = [.. models.Select(static model => new LagFitBody(model.Version, model.FittedAt))],
        };
        return model is null ? body : Fill(body, model, policy) with
        {
            Categories = model.Categories.Count == 0 ? null
                : [.. model.Categories.Select(one => BodyOf(one.Key, one.Value, figures.Categories.GetValueOrDefault(one.Key), policy))],
        };
    }

    private static async Task<Results<Ok<LagFitReply>, ProblemHttpResult>> FitAsync(
        HttpContext context, LivePopulation population, CancellationToken cancellationToken)
    {
        if (population.Gaps.Figures is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        var outcome = await population.Lags.FitAsync(cancellationToken);
        return outcome.Fitted is { } fitted
            ? TypedResults.Ok(new LagFitReply(outcome.Changed, fitted.Version, outcome.Held?.Version))
            : Problem.Of(
                StatusCodes.Status409Conflict, "too_few_gaps",
                $"The model needs {GapFit.Enough} customers who came back and as many further gaps; there are {figures.Gaps.Returned} with "
                    + $"{figures.Gaps.Gaps} gaps as of {figures.AsOf:O}. Or they are such that no model fits them.");
    }

    private static LagsBody Fill(LagsBody body, LagModel model, LagPolicy policy)
    {
        return body with
        {
            Version = model.Version,
            FittedAt = model.FittedAt,
            FittedTo = model.Customers,
            MedianDays = Math.Round(Math.Exp(model.All.Mean), 3),
            BetweenCustomers = Math.Round(Math.Exp(Math.Sqrt(model.All.BetweenVariance)), 3),
            WithinCustomer = Math.Round(Math.Exp(Math.Sqrt(model.All.WithinVariance)), 3),
            ShareLost = Math.Round(model.All.Lost, 6),
            FirstTime = FirstTimeOf(model.All, policy),
        };
    }

    private static LagCategoryBody BodyOf(string category, GapModel model, GapPopulation? gaps, LagPolicy policy) => new(
        category, gaps?.Customers ?? 0, gaps?.Returned ?? 0, gaps?.Gaps ?? 0, Math.Round(Math.Exp(model.Mean), 3),
        Math.Round(model.Lost, 6), FirstTimeOf(model, policy));

    private static LagStagesBody FirstTimeOf(GapModel model, LagPolicy policy)
    {
        var stages = LagStages.Of(model.Forecast(default), policy);
        return new(DaysOf(stages.Due), DaysOf(stages.Overdue), DaysOf(stages.Lapsed));
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static double DaysOf(TimeSpan lag) => Math.Round(lag.TotalDays, 3);
}
