using System.CommandLine;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary>The options by which a command names its database, with their environment variables.</summary>
internal sealed class StorageOptions : IStorageOptions
{
    private const string DefaultFolder = "data";

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Folder of the SQLite database (./data). Environment: DBMARKETING_Server__Data.",
        HelpName = "FOLDER",
    };

    public Option<string?> Postgres { get; } = new("--postgres")
    {
        Description = "PostgreSQL connection string, in place of --data. Environment: DBMARKETING_Server__Postgres.",
        HelpName = "CONNECTION",
    };

    /// <inheritdoc/>
    public TCommand AddTo<TCommand>(TCommand command)
        where TCommand : Command
    {
        command.Add(Data);
        command.Add(Postgres);
        return command;
    }

    /// <summary>The database that was named; an option wins over the environment.</summary>
    public Storage Read(ParseResult parsed)
    {
        var (data, postgres) = (parsed.GetValue(Data), parsed.GetValue(Postgres));
        if (data is not null && postgres is not null)
        {
            throw new CommandException("--data and --postgres name two databases; give one.");
        }

        if (data is null && postgres is null)
        {
            (data, postgres) = (Settings.Text("Server:Data"), Settings.Text("Server:Postgres"));
            if (data is not null && postgres is not null)
            {
                throw new CommandException("DBMARKETING_Server__Data and DBMARKETING_Server__Postgres name two databases; set one.");
            }
        }

        return postgres is null ? new Storage(Path.GetFullPath(data ?? DefaultFolder), null) : new Storage(null, postgres);
    }
}
