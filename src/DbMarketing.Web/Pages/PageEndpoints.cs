using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace DbMarketing.Web.Pages;

/// <summary>
/// The screens: one page for every route of the console, and the files beside it. Without a built console, a page that says how to
/// get it.
/// </summary>
internal static class PageEndpoints
{
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; connect-src 'self' ws: "
            + "wss:; "
        + "font-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; object-src 'none'";

    private static readonly PathString[] s_machines = ["/v1", "/hubs", "/openapi"];
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/", "/shop/{**rest}", "/desk/{**rest}", "/population/{**rest}"])
        {
            Map(routes, path, ScreenAsync);
        }

        Map(routes, "/assets/{**path}", (HttpContext context, string path) => FileAsync(context, "assets/" + path));
        Map(routes, "/sdk/{**path}", (HttpContext context, string path) => FileAsync(context, "sdk/" + path));
        Map(routes, "/{file:regex(^[\\w-]+\\.(svg|ico|png|webmanifest|txt)$)}", (HttpContext context, string file) =>
            FileAsync(context, file));
        Map(routes, "/docs", DocsPage.Read);
        Map(routes, "/docs/docs.js", DocsPage.ReadScript);
        Map(routes, "/docs/docs.css", DocsPage.ReadStyle);
    }

    // HEAD as well: link checkers and uptime probes ask with it.
    private static void Map(IEndpointRouteBuilder routes, string path, Delegate answer) =>
        routes.MapMethods(path, s_reading, answer).ExcludeFromDescription().ForAnybody();

    /// <summary>Headers that keep a page from being framed, sniffed or fed foreign scripts.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>Whether somebody at a browser asked for a page that is none: the console says so in words.</summary>
    public static bool IsMissingScreen(HttpContext context) =>
        context is { Response.StatusCode: StatusCodes.Status404NotFound } && context.GetEndpoint() is null
        && s_reading.Contains(context.Request.Method)
        && !s_machines.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The page of every route of the console, whatever the status.</summary>
    internal static async Task ScreenAsync(HttpContext context)
    {
        Protect(context.Response);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = Files(context).GetFileInfo("index.html");
        if (page.Exists)
        {
            await context.Response.SendFileAsync(page, context.RequestAborted);
        }
        else
        {
            await context.Response.WriteAsync(MissingPage.Html, context.RequestAborted);
        }
    }

    private static async Task FileAsync(HttpContext context, string path)
    {
        var file = Files(context).GetFileInfo(path);
        if (!file.Exists || file.IsDirectory)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Protect(context.Response);
        if (path.StartsWith("sdk/", StringComparison.Ordinal))
        {
            // A shop's own pages load the SDK from here; browsers fetch modules of another origin with CORS only.
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            context.Response.Headers.AccessControlAllowOrigin = "*";
        }

        var types = new FileExtensionContentTypeProvider();
        context.Response.ContentType = types.TryGetContentType(path, out var type) ? type : "application/octet-stream";

        // Built assets carry a hash of their content in the name; everything else is asked for again.
        context.Response.Headers.CacheControl = path.StartsWith("assets/", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable" : "no-cache";
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    private static IFileProvider Files(HttpContext context) =>
        context.RequestServices.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider;
}
