using System.Diagnostics;
using System.Text.Json;
using DbMarketing.Testing;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>
/// The public clients, unmodified, from their own packages: they deliver all, once, through 429, 503 and dropped connections.
/// </summary>
public sealed class PublicClientTests
{
    private const int Events = 60;
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "DbMarketing.Web.Tests", "clients");

    [Theory]
    [InlineData("segment")]
    [InlineData("rudderstack")]
    public async Task Client_OverAFaultyNetwork_DeliversEverythingOnce(string client)
    {
        await InstallAsync();
        var network = new FaultyNetwork();
        await using var server = await WebServer.StartAsync(first: network.InvokeAsync);

        var said = await RunAsync("node", $"{client}.mjs {server.Url} test-key {Events}");

        var report = JsonElement.Parse(said.Trim().Split('\n')[^1]);
        Assert.Equal("[]", report.GetProperty("failures").GetRawText());
        Assert.Equal(Events, report.GetProperty("sent").GetInt32());
        Assert.True(network.Faults >= 4, $"{network.Faults} faults");
        await AssertCountedOnceAsync(server, client == "segment" ? "segment" : "rudder");
    }

    private static async Task AssertCountedOnceAsync(WebServer server, string prefix)
    {
        // An alias under a trusted key links the anonymous and the known id, which is two interactions.
        var totals = (await server.GetAsync("/v1/ledger")).GetProperty("totals");
        Assert.Equal(Events + 1, totals.GetProperty("applied").GetInt64());
        Assert.Equal(0, totals.GetProperty("rejected").GetInt64());
        var orders = 0;
        for (var i = 0; i < 7; i++)
        {
            orders += (await server.GetAsync($"/v1/customers/{prefix}-{i}")).GetProperty("rfm").GetProperty("frequency").GetInt32();
        }

        Assert.Equal(Enumerable.Range(4, Events - 4).Count(i => i % 2 == 0), orders);
    }

    private static async Task InstallAsync()
    {
        if (!await ExistsAsync("node") || !await ExistsAsync("npm"))
        {
            Assert.Skip("Node and npm are not installed.");
        }

        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            await RunAsync("npm", "ci --no-fund --no-audit --loglevel=error");
        }
    }

    private static async Task<bool> ExistsAsync(string tool)
    {
        try
        {
            await RunAsync(tool, "--version");
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> RunAsync(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(process.ExitCode == 0, $"{program} {arguments} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }
}
