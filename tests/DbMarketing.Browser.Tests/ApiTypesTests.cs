using System.Diagnostics;
using DbMarketing.Testing;

namespace DbMarketing.Browser.Tests;

/// <summary>The console's wire types are those of the OpenAPI document that the server answers with.</summary>
public sealed class ApiTypesTests(Screens screens)
{
    [Fact]
    public async Task CommittedTypes_AreThoseOfTheOpenApiDocument()
    {
        screens.SkipUnlessAvailable();
        var console = Path.Combine(RepositoryPaths.Root, "src", "console");
        var start = new ProcessStartInfo("npm", "run --silent api:check")
        {
            WorkingDirectory = console, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["OPENAPI"] = new Uri(screens.Url, "/openapi/v1.json").ToString();

        using var npm = Process.Start(start)!;
        var errors = await npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(npm.ExitCode == 0, $"src/console/src/api/api.d.ts is stale; 'npm run api' in src/console renews it from a running server. {errors}");
    }
}
