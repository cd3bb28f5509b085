using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using DbMarketing.Testing;

namespace DbMarketing.Server.Tests.Hosting;

/// <summary>The real program in a process of its own, to be killed.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();

    private ServerProcess(IEnumerable<string> arguments, string? zone = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Program(), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        if (zone is not null)
        {
            start.Environment["TZ"] = zone;
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it answers; null for a process that does not serve.</summary>
    public Uri? Url { get; private set; }

    /// <summary>Serves on a free port, and is ready when this returns.</summary>
    /// <param name="storage">Arguments that say where its data are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="zone">The machine's time zone; null for that of this one.</param>
    public static async Task<ServerProcess> ServeAsync(string[] storage, CancellationToken cancellationToken, string? zone = null)
    {
        var server = new ServerProcess(["serve", "--urls", "http://127.0.0.1:0", .. storage], zone);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        while (await server._process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                server.Url = new Uri(match.Value);
                // The rest is read and dropped, so that a full pipe never stops the server.
                _ = server._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return server;
            }
        }

        server.Dispose();
        throw new InvalidOperationException($"The server did not start:\n{server._log}");
    }

    /// <summary>Runs any other command, without waiting for its end.</summary>
    public static ServerProcess Start(params string[] arguments)
    {
        var process = new ServerProcess(arguments);
        process._process.OutputDataReceived += (_, _) => { };
        process._process.BeginOutputReadLine();
        return process;
    }

    /// <summary>Waits for a line of the error output; false when the process ends without one that fits.</summary>
    public async Task<bool> SaysAsync(Func<string, bool> fits, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        await foreach (var line in _errors.Reader.ReadAllAsync(limit.Token))
        {
            if (fits(line))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>kill -9, and waits until it is dead; whether it was alive until then.</summary>
    public async Task<bool> KillAsync()
    {
        var alive = !_process.HasExited;
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        return alive;
    }

    /// <summary>Tells it to stop, as an operator does, and waits for its end; its exit status.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(limit.Token);
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

    private void Keep(string? line)
    {
        if (line is null)
        {
            _errors.Writer.Complete();
            return;
        }

        _log.AppendLine(line);
        _errors.Writer.TryWrite(line);
    }

    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(
            RepositoryPaths.Root, "src", "DbMarketing.Server", "bin", output.Parent!.Name, output.Name, "DbMarketing.Server.dll");
    }

    [GeneratedRegex(@"(?<=serves on )http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
