using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web;

/// <summary>
/// Gives endpoints the ids of a path as the caller wrote them. Kestrel decodes all of a path but <c>%2F</c>, so that after it nobody can
/// tell <c>a%2Fb</c>, the id a/b, from <c>a%252Fb</c>, the id a%2Fb: so ids are read from the target as it came, each decoded once.
/// </summary>
internal sealed class PathIds(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.RouteValues.Count > 0 && context.GetEndpoint() is RouteEndpoint endpoint
            && context.Features.Get<IHttpRequestFeature>()?.RawTarget is { } target)
        {
            Restore(context.Request, endpoint, PathOf(target));
        }

        return next(context);
    }

    private static void Restore(HttpRequest request, RouteEndpoint endpoint, string written)
    {
        var (segments, pattern) = (written.Split('/'), endpoint.RoutePattern.PathSegments);

        // A target with dot segments was shortened, and its segments are no longer those of the route.
        if (segments.Length != request.Path.Value?.Split('/').Length)
        {
            return;
        }

        for (var place = 0; place < pattern.Count && place + 1 < segments.Length; place++)
        {
            if (pattern[place].Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { IsCatchAll: false } id]
                && request.RouteValues.ContainsKey(id.Name))
            {
                request.RouteValues[id.Name] = Uri.UnescapeDataString(segments[place + 1]);
            }
        }
    }

    /// <summary>A proxy may send the whole address.</summary>
    private static string PathOf(string target)
    {
        var begin = target.StartsWith('/') ? 0
            : target.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0 ? target.IndexOf('/', scheme + 3) : -1;
        return begin < 0 ? "" : target[begin..].Split('?', 2)[0];
    }
}
