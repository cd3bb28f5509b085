using System.CommandLine;
using System.Text;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Hosting;
using DbMarketing.Web.Security;

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

            var where = storage.Read(parsed);
            await using var store = where.Open(TimeProvider.System);
            await using var source = File.OpenRead(path);
            RestoredBackup restored;
            try
            {
                restored = await JournalBackup.RestoreAsync(store, source, cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                throw new CommandException(exception.Message);
            }

            if (await KeepSecretAsync(restored.Secret, where, store, cancellationToken) is { } warning)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(warning);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($$"""{"rows":{{restored.Rows}}}""");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Keeps the backup's secret where there is none; returns what is to be said when the server will have another.</summary>
    private static async Task<string?> KeepSecretAsync(
        BackupSecret secret, Storage where, IJournalStore store, CancellationToken cancellationToken)
    {
        var own = await where.FindSecretAsync(store, cancellationToken);
        if (own is null && secret.Text is { } text)
        {
            own = new ServerSecret(Encoding.UTF8.GetBytes(text));
            await where.KeepSecretAsync(own, store, TimeProvider.System, cancellationToken);
        }

        return own is not null && (secret.Mark is null || own.Mark == secret.Mark) ? null
            : "The secret of the backed-up server is not here: its visitor, customer and outcome tokens will not be valid, and the keys "
                + "get new signing secrets. To keep them, "
                + (where.Folder is { } folder ? $"copy its server.secret to {folder} before the first start, or " : "")
                + $"set {ServerSecret.EnvironmentVariable} to it; backup --with-secret takes it along.";
    }
}
