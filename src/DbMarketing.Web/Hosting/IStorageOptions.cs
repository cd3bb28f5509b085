using System.CommandLine;

namespace DbMarketing.Web.Hosting;

/// <summary>The options by which the commands of a program name its database. One instance may serve several commands.</summary>
internal interface IStorageOptions
{
    /// <summary>Gives the command the options, and returns it.</summary>
    TCommand AddTo<TCommand>(TCommand command)
        where TCommand : Command;

    /// <summary>The database that was named. Throws <see cref="CommandException"/> when none was, or more than one.</summary>
    Storage Read(ParseResult parsed);
}
