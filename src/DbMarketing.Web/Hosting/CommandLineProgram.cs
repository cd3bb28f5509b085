using System.CommandLine;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Hosting;

/// <summary>Runs one command; what goes wrong for reasons of the user or the machine ends in one line and an exit status.</summary>
internal static class CommandLineProgram
{
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(
        RootCommand commands, string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = commands.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"{string.Join(" ", parsed.Errors.Select(fault => fault.Message))} See --help.");
            return ExitCodes.CannotRun;
        }

        try
        {
            return await parsed.InvokeAsync(Configuration(output, error), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (IsForTheUser(exception))
        {
            await error.WriteLineAsync(exception.Message);
            return ExitCodes.CannotRun;
        }
    }

    /// <summary>
    /// How a command runs. What is told to stop gets the time that a host takes for it: its callers are answered and its leases given back.
    /// </summary>
    internal static InvocationConfiguration Configuration(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = s_stopPatience,
    };

    private static bool IsForTheUser(Exception exception) => exception
        is CommandException or JournalInUseException or JournalSchemaException or JournalUnavailableException or EngineOverloadedException
        or IOException or UnauthorizedAccessException or InvalidDataException;
}
