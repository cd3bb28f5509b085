using System.Diagnostics;
using System.Text.RegularExpressions;
using DbMarketing.Testing;

namespace DbMarketing.Browser.Tests;

/// <summary>
/// The console's wire types are those of the OpenAPI document that the server answers with; the wording of descriptions may differ.
/// </summary>
public sealed partial class ApiTypesTests(Screens screens)
{
    [Fact]
    public async Task CommittedTypes_AreThoseOfTheOpenApiDocument()
    {
        screens.SkipUnlessAvailable();
        var console = Path.Combine(RepositoryPaths.Root, "src", "console");
        var generator = Path.Combine(RepositoryPaths.Root, "src", "node_modules", "openapi-typescript", "bin", "cli.js");
        var fresh = Path.Combine(Directory.CreateTempSubdirectory("dbmarketing-types-").FullName, "api.d.ts");
        var start = new ProcessStartInfo("node", [generator, new Uri(screens.Url, "/openapi/v1.json").ToString(), "-o", fresh])
        {
            WorkingDirectory = console, RedirectStandardOutput = true,
        };

        using var node = Process.Start(start)!;
        await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, node.ExitCode);
        Assert.True(
            await TypesOfAsync(fresh) == await TypesOfAsync(Path.Combine(console, "src", "api", "api.d.ts")),
            "src/console/src/api/api.d.ts is stale: start the server and run 'npm run api' in src/console.");
    }

    private static async Task<string> TypesOfAsync(string file) =>
        Spaces().Replace(Comment().Replace(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), ""), " ");

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
