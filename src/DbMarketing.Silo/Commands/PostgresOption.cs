using System.CommandLine;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Silo.Commands;

/// <summary>The option by which every command names the database that the nodes share, with its environment variable.</summary>
internal sealed class PostgresOption : IStorageOptions
{
    private readonly Option<string?> _postgres = new("--postgres")
    {
        Description = "PostgreSQL connection string of the database that all nodes share. Environment: DBMARKETING_Server__Postgres.",
        HelpName = "CONNECTION",
    };

    /// <inheritdoc/>
    public TCommand AddTo<TCommand>(TCommand command)
        where TCommand : Command
    {
        command.Add(_postgres);
        return command;
    }

    /// <inheritdoc/>
    public Storage Read(ParseResult parsed) => new(null, ReadConnection(parsed));

    /// <summary>The connection string, which can be read. Throws <see cref="CommandException"/> when there is none.</summary>
    public string ReadConnection(ParseResult parsed) => ConnectionText.Checked(
        parsed.GetValue(_postgres) ?? Settings.Text("Server:Postgres") ?? throw new CommandException(
            "A cluster needs PostgreSQL: name the database that its nodes share with --postgres CONNECTION."));
}
