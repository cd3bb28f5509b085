using System.CommandLine;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary>
/// <c>backup FILE [--with-secret] [--data … | --postgres …]</c>: a consistent copy of the journal, also of a running server's.
/// </summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var storage = new StorageOptions();
        var file = new Argument<string>("FILE") { Description = "The backup's file; it must not be there yet." };
        var command = storage.AddTo(new Command("backup", "Writes a consistent copy of the journal; the server may go on running."));
        command.Add(file);
        var withSecret = new Option<bool>("--with-secret")
        {
            Description = "Puts the secret that tokens derive from into the file too: whoever has it can sign tokens for any customer.",
        };
        command.Add(withSecret);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (File.Exists(path))
            {
                throw new CommandException($"{path} is there already; a backup never overwrites one.");
            }

            var where = storage.Read(parsed);
            await using var store = await where.OpenExistingAsync(TimeProvider.System, cancellationToken);
            var found = await where.FindSecretAsync(store, cancellationToken);
            if (found is null && parsed.GetValue(withSecret))
            {
                throw new CommandException($"There is no secret of {where.Describe()} yet: it is made when the server first starts.");
            }

            var secret = new BackupSecret(found?.Mark, parsed.GetValue(withSecret) ? found?.Text : null);
            var partial = path + ".partial";
            long rows;
            try
            {
                await using (var destination = new FileStream(partial, Private()))
                {
                    rows = await JournalBackup.WriteAsync(store, destination, secret, TimeProvider.System, cancellationToken);
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
