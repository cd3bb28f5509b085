using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Statistics;

internal static class StatisticsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/statistics", (StatisticsReader reader) => TypedResults.Ok(reader.Read()))
        .WithName("readStatistics").WithTags("Operations").WithSummary("Rates and totals of this process").WithScope(KeyScopes.Read);
}
