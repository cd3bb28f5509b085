using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using DbMarketing.Web.Commands;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Web.Tests.Commands;

public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("/health/live", 0, "live")]
    [InlineData("/health/ready", 0, "playbook")]
    [InlineData("/nowhere", 1, "")]
    public async Task Health_EndsAsTheServerAnswers(string path, int status, string expected)
    {
        await using var server = await WebServer.StartAsync();

        var run = await RunAsync("--url", server.Url + path);

        Assert.Equal((status, ""), (run.Status, run.Error));
        Assert.Contains(expected, run.Output);
    }

    [Fact]
    public async Task Health_IsNotWellWhereNobodyAnswers()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}/health/live";
        listener.Stop();

        var run = await RunAsync("--url", url);

        Assert.Equal(1, run.Status);
        Assert.Contains($"No answer from {url}", run.Output);
    }

    [Fact]
    public async Task Health_RefusesWhatIsNoAddress()
    {
        var run = await RunAsync("--url", "here");

        Assert.Equal(2, run.Status);
        Assert.Contains("--url 'here' is not an address", run.Error);
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = new RootCommand { HealthCommand.Create() };
        var status = await CommandLineProgram.RunAsync(
            root, ["health", .. arguments], output, error, TestContext.Current.CancellationToken);
        return (status, output.ToString(), error.ToString());
    }
}
