using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DbMarketing.LoadTests;

/// <summary>The real server, built in the same configuration, in a process of its own.</summary>
internal sealed partial class ServedProgram : IDisposable
{
    private readonly Process _process;

    private ServedProgram(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<ServedProgram> StartAsync(string[] storage, CancellationToken cancellationToken)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var program = Path.Combine(root, "src", "DbMarketing.Server", "bin", output.Parent.Name, output.Name, "DbMarketing.Server.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"Build the server first in the configuration {output.Parent.Name}: {program} is not there.");
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", program, "serve", "--urls", "http://127.0.0.1:0", .. storage])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ServedProgram(process, new Uri(match.Value));
            }
        }

        process.Dispose();
        throw new InvalidOperationException("The server did not start.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex(@"(?<=serves on )http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
