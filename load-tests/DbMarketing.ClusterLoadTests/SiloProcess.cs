using System.Diagnostics;
using System.Globalization;

namespace DbMarketing.ClusterLoadTests;

/// <summary>A silo in a process of its own: this program, with the customers of the product and the grains of the floors.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly Process _process;

    private SiloProcess(Process process) => _process = process;

    /// <summary>Starts the silo of a number, from 0, and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(string postgres, int number, CancellationToken cancellationToken)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{7600 + number}");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[]
            {
                "serve", "--role", "silo", "--urls", url, "--postgres", postgres,
                "--silo-port", Text(7610 + number), "--gateway-port", Text(7620 + number),
            })
        {
            start.ArgumentList.Add(argument);
        }

        var silo = new SiloProcess(Process.Start(start)!);
        while (await silo._process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("Ctrl+C", StringComparison.Ordinal))
            {
                _ = silo._process.StandardOutput.ReadToEndAsync(cancellationToken);
                return silo;
            }
        }

        silo.Dispose();
        throw new InvalidOperationException($"Silo {number} ended before it was ready.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
