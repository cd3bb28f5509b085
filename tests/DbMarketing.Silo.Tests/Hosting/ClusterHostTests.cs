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
            ["serve", "--role", "silo", "--postgres", PostgresCluster.CreateDatabase(), "--silo-port", $"{siloPort}",
                "--gateway-port", $"{gatewayPort}"],
            output, error, stop.Token);

        await Task.WhenAny(output.Written, run);
        await stop.CancelAsync();

        Assert.Equal((0, ""), (await run, error.ToString()));
        Assert.Contains("(Silo) of cluster dbmarketing on 127.0.0.1:", await output.Written);
    }

    /// <summary>Tells when its first line is written.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Written => _written.Task;

        public override Task WriteLineAsync(string? value)
        {
            _written.TrySetResult(value!);
            return Task.CompletedTask;
        }
    }
}
