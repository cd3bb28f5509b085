using System.CommandLine;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DbMarketing.Server.Commands;

/// <summary><c>reset [--yes] [--data … | --postgres …]</c>: deletes the whole journal, after asking.</summary>
internal static class ResetCommand
{
    // A cluster's snapshots of customers lie beside the journal. Its list of nodes tells of no customer, and stays.
    private const string DropJournal =
        """
        DROP SCHEMA IF EXISTS dbmarketing, dbmarketing_analytics CASCADE;
        DO $$ BEGIN
            IF to_regclass('orleans.orleansstorage') IS NOT NULL THEN TRUNCATE orleans.orleansstorage; END IF;
        END $$
        """;

    public static Command Create()
    {
        var storage = new StorageOptions();
        var yes = new Option<bool>("--yes") { Description = "Does not ask." };
        var command = storage.AddTo(new Command("reset", "Deletes every customer, decision, playbook version and key of a database."));
        command.Add(yes);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = storage.Read(parsed);
            var output = parsed.InvocationConfiguration.Output;
            if (!where.Exists)
            {
                throw new CommandException($"There is no database at {where.File}.");
            }

            if (!parsed.GetValue(yes) && !await ConfirmAsync(where, output))
            {
                await output.WriteLineAsync("Nothing was deleted.");
                return ExitCodes.Failed;
            }

            await DeleteAsync(where, cancellationToken);
            await output.WriteLineAsync($"Deleted the journal of {where.Describe()}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<bool> ConfirmAsync(Storage where, TextWriter output)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("reset asks before it deletes; give --yes where nobody can answer.");
        }

        await output.WriteAsync($"Delete every customer, decision, playbook version and key of {where.Describe()}? Type 'delete': ");
        return Console.ReadLine()?.Trim() == "delete";
    }

    private static async Task DeleteAsync(Storage where, CancellationToken cancellationToken)
    {
        // Taking the leases refuses to delete under a running server.
        await using (var store = where.Open(TimeProvider.System))
        {
            await store.InitializeAsync(cancellationToken);
            await using var writer = new JournalWriter(
                store, new JournalWriterOptions(), TimeProvider.System, NullLogger<JournalWriter>.Instance);
            await writer.StartAsync(cancellationToken);
        }

        if (where.Folder is not null)
        {
            string[] names = [Storage.FileName, Storage.ProjectionsFileName];
            foreach (var file in names.SelectMany(name => Directory.EnumerateFiles(where.Folder, name + "*")))
            {
                File.Delete(file);
            }

            return;
        }

        try
        {
            await using var source = NpgsqlDataSource.Create(where.Postgres!);
            await using var drop = source.CreateCommand(DropJournal);
            await drop.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new CommandException($"PostgreSQL did not delete the journal: {exception.Message}");
        }
    }
}
