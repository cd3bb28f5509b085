namespace DbMarketing.Web.Pages;

/// <summary>What stands in for the screens when they are not built.</summary>
internal static class MissingPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>DbMarketing</title>
        <style>
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
          code { background: #8882; padding: .1em .3em }
        </style>
        <h1>The API is running; the screens are not built</h1>
        <p>They are built with Node 20.19 or later. Install it from <a href="https://nodejs.org">nodejs.org</a>, stop this server,
        and start it again with <code>dotnet run</code>: the build makes them by itself.</p>
        <p>Meanwhile the API answers: <a href="/docs">its documentation</a>, <a href="/health/ready">its health</a>.</p>
        </html>
        """;
}
