using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(DbMarketing.Testing.PostgresCluster.LastTest))]

namespace DbMarketing.Testing;

/// <summary>
/// A throw-away PostgreSQL server for tests, on loopback, with its data in a temporary folder. <see cref="CreateDatabase"/> gives a
/// fresh database on the one server of the test process; a test that stops the server starts its own with <see cref="StartNew"/>.
/// The server ends after the last test, and soon after a test process that is killed.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private static readonly Lazy<(PostgresCluster? Cluster, string? Reason)> Common = new(TryStart);
    private static int databases;

    private readonly string _bin;
    private readonly string _folder;
    private readonly int _port;
    private int _disposed;

    private PostgresCluster(string bin, string folder, int port) => (_bin, _folder, _port) = (bin, folder, port);

    /// <summary>A connection string for the server's own database <c>postgres</c>.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Include Error Detail=true";

    /// <summary>A connection string to a new, empty database; skips the test where there is no PostgreSQL.</summary>
    public static string CreateDatabase()
    {
        var (cluster, reason) = Common.Value;
        Assert.SkipWhen(cluster is null, reason ?? "");
        return cluster!.NewDatabase();
    }

    /// <summary>The same database through the server's socket in the file system, which needs no network.</summary>
    public static string ThroughSocket(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Host = Common.Value.Cluster!._folder,
    }.ConnectionString;

    /// <summary>A server of the caller's own; skips the test where there is no PostgreSQL.</summary>
    public static PostgresCluster StartNew()
    {
        var (cluster, reason) = TryStart();
        Assert.SkipWhen(cluster is null, reason ?? "");
        return cluster!;
    }

    /// <summary>A connection string to a new, empty database of this server.</summary>
    public string NewDatabase()
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}";
        using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        command.ExecuteNonQuery();
        return ConnectionString.Replace("Database=postgres", "Database=" + name, StringComparison.Ordinal);
    }

    public void Start() => Run(
        "pg_ctl", "-D", _folder, "-w", "-t", "60", "-l", Path.Combine(_folder, "server.log"), "-o",
        $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 -c jit=on", "start");

    /// <summary>Stops the server at once, as a crash would: transactions under way are lost.</summary>
    public void Crash() => Run("pg_ctl", "-D", _folder, "-w", "-m", "immediate", "stop");

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        try
        {
            Crash();
        }
        catch (InvalidOperationException)
        {
            // It was stopped already.
        }

        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // The watcher beside the server was quicker.
        }
    }

    private static (PostgresCluster?, string?) TryStart()
    {
        var bin = FindBinaries();
        if (bin is null)
        {
            return (null, "PostgreSQL's server binaries (initdb, pg_ctl) were found neither in /usr/lib/postgresql nor on the PATH.");
        }

        var folder = Directory.CreateTempSubdirectory("dbmarketing-postgres-").FullName;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var cluster = new PostgresCluster(bin, folder, port);
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                RunTool("chown", ["postgres", folder]);
            }

            cluster.Run("initdb", "-D", folder, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
            cluster.Start();
            cluster.StopAfterThisProcess();
            return (cluster, null);
        }
        catch (InvalidOperationException exception)
        {
            return (null, "PostgreSQL did not start: " + exception.Message);
        }
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(static path => path, StringComparer.Ordinal)
                .Select(static path => Path.Combine(path, "bin"))
            : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return installed.Concat(onPath).FirstOrDefault(
            static bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "pg_ctl")));
    }

    private void StopAfterThisProcess()
    {
        var watch = $"while [ -d /proc/{Environment.ProcessId} ]; do sleep 2; done; "
            + $"[ -d {_folder} ] && {_bin}/pg_ctl -D {_folder} -m immediate stop; rm -rf {_folder}";
        var start = Command("sh", ["-c", watch]);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (false, false);
        start.ArgumentList[^1] = $"({watch}) >/dev/null 2>&1 </dev/null &";
        using var process = Process.Start(start);
        process!.WaitForExit();
    }

    private void Run(string tool, params string[] arguments) => RunTool(Path.Combine(_bin, tool), arguments, asPostgres: true);

    private static void RunTool(string tool, string[] arguments, bool asPostgres = false)
    {
        var start = asPostgres ? Command(tool, arguments) : new ProcessStartInfo(tool, arguments);
        // The server inherits its starter's output: a pipe would stay open for as long as it runs.
        var output = Path.GetTempFileName();
        try
        {
            var shell = new ProcessStartInfo(
                "sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, start.FileName]);
            foreach (var argument in start.ArgumentList)
            {
                shell.ArgumentList.Add(argument);
            }

            shell.WorkingDirectory = Path.GetTempPath();
            using var process = Process.Start(shell)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{Path.GetFileName(tool)} ended with {process.ExitCode}: {File.ReadAllText(output)}");
            }
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <summary>PostgreSQL refuses to run as root, so root starts it as the user postgres.</summary>
    private static ProcessStartInfo Command(string tool, string[] arguments)
    {
        string[] line = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", tool, .. arguments] : [tool, .. arguments];
        return new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = Path.GetTempPath() };
    }

    /// <summary>
    /// Ends the server of the test process after its last test. The exit of the process is too late: the runner takes whatever still
    /// lasts then for a foreground thread that was left running.
    /// </summary>
    public sealed class LastTest : IDisposable
    {
        public void Dispose()
        {
            if (Common.IsValueCreated)
            {
                Common.Value.Cluster?.Dispose();
            }
        }
    }
}
