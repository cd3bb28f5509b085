using System.ComponentModel;
using System.Diagnostics;
using System.Net;

namespace DbMarketing.Silo.Tests.Nodes;

/// <summary>
/// A network namespace with one line to this machine, which can be cut: what runs there then reaches no other node and none reaches it,
/// while PostgreSQL, through its socket in the file system, stays near.
/// </summary>
internal sealed class IslandNetwork : IDisposable
{
    private readonly string _name;
    private readonly string _line;

    private IslandNetwork(string name, int number)
    {
        (_name, _line) = (name, name + "h");
        Mainland = IPAddress.Parse($"10.213.{number}.1");
        Island = IPAddress.Parse($"10.213.{number}.2");
    }

    /// <summary>This machine's end of the line.</summary>
    public IPAddress Mainland { get; }

    /// <summary>The island's end.</summary>
    public IPAddress Island { get; }

    /// <summary>What a command begins with to run on the island; it keeps its process id.</summary>
    public IReadOnlyList<string> Enter => ["ip", "netns", "exec", _name];

    /// <summary>Skips the test where nobody may make a network: that takes Linux, its <c>ip</c>, and root.</summary>
    public static IslandNetwork Make()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root of a Linux can make a network.");
        var number = Environment.ProcessId % 250;
        var network = new IslandNetwork($"dbm{Environment.ProcessId}", number);
        try
        {
            network.Connect();
            return network;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            network.Dispose();
            Assert.Skip("No network can be made here: " + exception.Message);
            throw;
        }
    }

    public void Cut() => Run("link", "set", _line, "down");

    public void Mend() => Run("link", "set", _line, "up");

    /// <summary>The line goes with the namespace that holds its other end.</summary>
    public void Dispose()
    {
        try
        {
            Run("netns", "delete", _name);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // It was never made.
        }
    }

    private static void Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var fault = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {fault}");
        }
    }

    private void Connect()
    {
        var far = _name + "i";
        Run("netns", "add", _name);
        Run("link", "add", _line, "type", "veth", "peer", "name", far, "netns", _name);
        Run("addr", "add", $"{Mainland}/30", "dev", _line);
        Run("link", "set", _line, "up");
        Run("-n", _name, "addr", "add", $"{Island}/30", "dev", far);
        Run("-n", _name, "link", "set", far, "up");
        Run("-n", _name, "link", "set", "lo", "up");
    }
}
