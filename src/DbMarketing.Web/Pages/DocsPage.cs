using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Pages;

/// <summary>
/// The page that shows the OpenAPI document. It is made in the browser from <c>/openapi/v1.json</c>, with nothing from elsewhere.
/// </summary>
internal static class DocsPage
{
    public static Task Read(HttpContext context) => SendAsync(context, "docs.html", "text/html; charset=utf-8");

    public static Task ReadScript(HttpContext context) => SendAsync(context, "docs.js", "text/javascript; charset=utf-8");

    public static Task ReadStyle(HttpContext context) => SendAsync(context, "docs.css", "text/css; charset=utf-8");

    private static async Task SendAsync(HttpContext context, string name, string type)
    {
        PageEndpoints.Protect(context.Response);
        context.Response.ContentType = type;
        await using var file = typeof(DocsPage).Assembly.GetManifestResourceStream("DbMarketing.Web.Pages." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
