using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// Documents a JSON body without holding the caller to its media type: clients send JSON as text/plain to spare a preflight, or as a form.
/// </summary>
internal static class JsonAcceptance
{
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder route, bool optional = false)
        where T : notnull => route.Accepts<T>(optional, "application/json", "*/*");
}
