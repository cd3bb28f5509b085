using System.CommandLine;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Server.Import;

namespace DbMarketing.Server.Commands;

/// <summary>The server's command line. Without a command it serves.</summary>
internal static class CommandLine
{
    public static RootCommand Build()
    {
        var root =
            new RootCommand("DbMarketing: a real-time personalisation engine that takes every customer interaction as a durable turn.");
        ServeCommand.Describe(root);
        root.Add(ServeCommand.Describe(new Command("serve", "Serves the API, the live feed and the pages (the default).")));
        root.Add(ImportCommand.Create());
        root.Add(ReplayDecisionCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(KeysCommand.Create());
        root.Add(BackupCommand.Create());
        root.Add(RestoreCommand.Create());
        root.Add(ResetCommand.Create());
        return root;
    }

    /// <summary>Runs one command; what goes wrong for reasons of the user or the machine ends in one line and an exit status.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = Build().Parse(args);
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
        is CommandException or ImportException or JournalInUseException or JournalUnavailableException or EngineOverloadedException
        or IOException or UnauthorizedAccessException or InvalidDataException;
}
