using System.CommandLine;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Hosting;

/// <summary>Runs one command; what goes wrong for reasons of the user or the machine ends in one line and an exit status.</summary>
internal static class CommandLineProgram
{
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
            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken);
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

    private static bool IsForTheUser(Exception exception) => exception
        is CommandException or JournalInUseException or JournalSchemaException or JournalUnavailableException or EngineOverloadedException
        or IOException or UnauthorizedAccessException or InvalidDataException;
}
