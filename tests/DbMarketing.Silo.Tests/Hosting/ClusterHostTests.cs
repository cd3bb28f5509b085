using DbMarketing.Silo.Commands;
using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests.Hosting;

public sealed class ClusterHostTests
{
    [Fact]
    public async Task Serve_JoinsTheClusterAndLeavesItWhenTold()
    {
        var (siloPort, gatewayPort) = FreePorts.Take();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new FirstLine();
        using var error = new StringWriter();
        var run = CommandLine.RunAsync(
            ["serve", "--role", "silo", "--urls", "http://127.0.0.1:0", "--postgres", PostgresCluster.CreateDatabase(),
                "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}"],
            output, error, stop.Token);

        await Task.WhenAny(output.Written, run);
        await stop.CancelAsync();

        Assert.Equal((0, ""), (await run, error.ToString()));
        Assert.StartsWith("DbMarketing serves on http://127.0.0.1:", await output.Written, StringComparison.Ordinal);
        Assert.Contains("dbmarketing, this node's role: silo", output.ToString());
    }

    /// <summary>Tells when its first line is written.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Written => _written.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _written.TrySetResult(value!);
        }
    }
}
