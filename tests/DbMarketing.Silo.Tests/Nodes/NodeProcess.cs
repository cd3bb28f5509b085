using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests.Nodes;

/// <summary>The real program as a node in a process of its own: to be killed, paused, or told to stop.</summary>
internal sealed partial class NodeProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private NodeProcess(IReadOnlyList<string> enter, IEnumerable<string> arguments)
    {
        string[] command = [.. enter, "dotnet", "exec", Program(), "serve", .. arguments];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What it logged, as far as it was read.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public bool IsAlive => !_process.HasExited;

    /// <summary>A silo; it is a member of the cluster when this returns.</summary>
    public static Task<NodeProcess> StartSiloAsync(string postgres, (int Silo, int Gateway) ports, CancellationToken cancellationToken) =>
        StartAsync(
            [], ["--role", "silo", "--postgres", postgres, "--silo-port", Text(ports.Silo), "--gateway-port", Text(ports.Gateway)],
            cancellationToken);

    /// <summary>A silo that other nodes reach at an address of this machine's end of a network, or of the island's.</summary>
    public static Task<NodeProcess> StartSiloAsync(
        string postgres, (int Silo, int Gateway) ports, IPAddress address, IReadOnlyList<string> enter,
        CancellationToken cancellationToken) =>
        StartAsync(
            enter,
            [
                "--role", "silo", "--postgres", postgres, "--silo-address", address.ToString(),
                "--silo-port", Text(ports.Silo), "--gateway-port", Text(ports.Gateway),
            ],
            cancellationToken);

    /// <summary>A front, which takes calls when this returns.</summary>
    public static Task<NodeProcess> StartFrontAsync(string postgres, CancellationToken cancellationToken) =>
        StartAsync([], ["--role", "web", "--postgres", postgres], cancellationToken);

    /// <summary>kill -9, and waits until it is dead; whether it was alive until then.</summary>
    public async Task<bool> KillAsync()
    {
        var alive = !_process.HasExited;
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        return alive;
    }

    /// <summary>Tells it to stop, as an orchestrator does, and waits for its end; its exit status.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("TERM", cancellationToken);
        return await ExitAsync(cancellationToken);
    }

    /// <summary>Lets it do nothing until <see cref="ResumeAsync"/>, which it does not notice.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => SignalAsync("STOP", cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken) => SignalAsync("CONT", cancellationToken);

    /// <summary>Waits until it ends by itself; its exit status.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<NodeProcess> StartAsync(
        IReadOnlyList<string> enter, string[] arguments, CancellationToken cancellationToken)
    {
        var node = new NodeProcess(enter, [.. arguments, "--urls", "http://127.0.0.1:0"]);
        using var limit = Limit(cancellationToken);
        while (await node._process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                node.Url = new Uri(match.Value);
                // The rest is read and dropped, so that a full pipe never stops the node.
                _ = node._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return node;
            }
        }

        node.Dispose();
        throw new InvalidOperationException($"The node did not start:\n{node.Log}");
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Text(_process.Id)]);
        await kill.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    private static CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        return limit;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(
            RepositoryPaths.Root, "src", "DbMarketing.Silo", "bin", output.Parent!.Name, output.Name, "DbMarketing.Silo.dll");
    }

    [GeneratedRegex(@"(?<=serves on )http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
