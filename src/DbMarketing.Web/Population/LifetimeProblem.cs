using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Population;

/// <summary>The answer while no lifetime models hold.</summary>
internal static class LifetimeProblem
{
    public static ProblemHttpResult NotFitted(HttpContext context) => Problem.RetryLater(
        context, StatusCodes.Status503ServiceUnavailable, "lifetime_not_fitted",
        "The lifetime models have not been fitted yet; GET /v1/lifetime says what they wait for, and POST /v1/lifetime/fit fits them now.",
        TimeSpan.FromSeconds(10));
}
