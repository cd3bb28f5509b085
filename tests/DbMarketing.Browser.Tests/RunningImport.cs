using System.Diagnostics;
using System.Text;

namespace DbMarketing.Browser.Tests;

/// <summary>The command <c>import --to</c> in a process of its own, at a pace that keeps it running until it is disposed.</summary>
internal sealed class RunningImport : IAsyncDisposable
{
    private const int LinesEachSecond = 20;
    private const int Lines = 20 * 60 * LinesEachSecond;

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly string _file;

    private RunningImport(Process process, string file)
    {
        (_process, _file) = (process, file);
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the import has printed so far: nothing but faults while it runs.</summary>
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

    /// <summary>Whether lines are still to be sent.</summary>
    public bool Runs => !_process.HasExited;

    /// <summary>Sends looks at tents by one customer to the server, 20 a second, for 20 minutes.</summary>
    public static async Task<RunningImport> StartAsync(string customer, Uri server, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(
            file,
            [
                "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session",
                .. Enumerable.Range(1, Lines).Select(
                    line => $"2019-10-01 00:00:00 UTC,view,{line},1,sports.camping,tent,289,{customer},visit"),
            ],
            cancellationToken);
        return new RunningImport(
            Process.Start(ServerProcess.Command(
                "import", file, "--mapping", "rees46", "--to", server.ToString(), "--key", "any", "--rate", $"{LinesEachSecond}",
                "--rebase", "now"))!,
            file);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        File.Delete(_file);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }
}
