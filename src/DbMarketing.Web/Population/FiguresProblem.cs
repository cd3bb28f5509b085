using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Population;

/// <summary>The answer while this node has not seen any figures yet.</summary>
internal static class FiguresProblem
{
    public static ProblemHttpResult NotReady(HttpContext context) => Problem.RetryLater(
        context, StatusCodes.Status503ServiceUnavailable, "figures_not_ready",
        "The figures of the population have not been counted since this node started; GET /v1/projections says how far they are.",
        TimeSpan.FromSeconds(1));
}
