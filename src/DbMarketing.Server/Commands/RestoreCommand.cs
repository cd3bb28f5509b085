using System.CommandLine;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary>
/// <c>restore FILE [--data … | --postgres …]</c>: fills an empty database from a backup, whichever database it was made of.
/// </summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var storage = new StorageOptions();
        var file = new Argument<string>("FILE") { Description = "A file that backup wrote." };
        var command = storage.AddTo(new Command("restore", "Fills an empty database from a backup, all or nothing."));
        command.Add(file);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
            {
                throw new CommandException($"There is no file {path}.");
            }

            await using var store = storage.Read(parsed).Open(TimeProvider.System);
            await using var source = File.OpenRead(path);
            long rows;
            try
            {
                rows = await JournalBackup.RestoreAsync(store, source, cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                throw new CommandException(exception.Message);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($$"""{"rows":{{rows}}}""");
            return ExitCodes.Success;
        });
        return command;
    }
}
