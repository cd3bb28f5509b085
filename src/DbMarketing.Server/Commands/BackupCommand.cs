using System.CommandLine;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary><c>backup FILE [--data … | --postgres …]</c>: a consistent copy of the journal, also of a running server's.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var storage = new StorageOptions();
        var file = new Argument<string>("FILE") { Description = "The backup's file; it must not be there yet." };
        var command = storage.AddTo(new Command("backup", "Writes a consistent copy of the journal; the server may go on running."));
        command.Add(file);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (File.Exists(path))
            {
                throw new CommandException($"{path} is there already; a backup never overwrites one.");
            }

            await using var store = await storage.Read(parsed).OpenExistingAsync(TimeProvider.System, cancellationToken);
            var partial = path + ".partial";
            long rows;
            try
            {
                await using (var destination = new FileStream(partial, Private()))
                {
                    rows = await JournalBackup.WriteAsync(store, destination, TimeProvider.System, cancellationToken);
                    destination.Flush(flushToDisk: true);
                }

                File.Move(partial, path);
            }
            finally
            {
                File.Delete(partial);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($$"""{"rows":{{rows}},"bytes":{{new FileInfo(path).Length}}}""");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The copy holds every profile: it is its owner's alone, as the journal is.</summary>
    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
