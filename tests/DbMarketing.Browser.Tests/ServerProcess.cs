using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using DbMarketing.Testing;

namespace DbMarketing.Browser.Tests;

/// <summary>The real server in a process of its own, on a free port, with an empty database and the test playbook.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly string _folder;

    private ServerProcess(Process process, string folder, Uri url) => (_process, _folder, Url) = (process, folder, url);

    public Uri Url { get; }

    public static async Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dbmarketing-browser-").FullName;
        TestPlaybook.Write(Path.Combine(folder, "playbook"));
        var start = Command(
            "serve", "--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder, "data"),
            "--playbook", Path.Combine(folder, "playbook"));
        start.WorkingDirectory = folder;
        var process = Process.Start(start)!;
        var log = new StringBuilder();
        process.ErrorDataReceived += (_, line) => log.AppendLine(line.Data);
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ServerProcess(process, folder, new Uri(match.Value));
            }
        }

        throw new InvalidOperationException($"The server did not start:\n{log}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A command of the program, ready to start.</summary>
    public static ProcessStartInfo Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Program(), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>The server as it was built beside these tests, in the same configuration.</summary>
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(
            RepositoryPaths.Root, "src", "DbMarketing.Server", "bin", output.Parent!.Name, output.Name, "DbMarketing.Server.dll");
    }

    [GeneratedRegex(@"(?<=serves on )http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
