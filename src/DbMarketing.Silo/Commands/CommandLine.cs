using System.CommandLine;
using DbMarketing.Silo.Hosting;
using DbMarketing.Web.Commands;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Silo.Commands;

/// <summary>The command line of a cluster's node. Without a command it serves.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        CommandLineProgram.RunAsync(Build(), args, output, error, cancellationToken);

    private static RootCommand Build()
    {
        var root = new RootCommand("DbMarketing on a cluster: silos that share PostgreSQL, and web fronts before them.");
        Describe(root);
        root.Add(Describe(new Command("serve", "Serves as a node of the cluster (the default).")));
        var storage = new PostgresOption();
        root.Add(KeysCommand.Create(storage));
        root.Add(VerifyCommand.Create(storage));
        root.Add(HealthCommand.Create());
        return root;
    }

    private static TCommand Describe<TCommand>(TCommand command)
        where TCommand : Command
    {
        var arguments = new ClusterArguments();
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            KnownSettings.ThrowIfUnknown([.. ClusterArguments.SettingNames, .. KnownSettings.NamesOf<ClusterTimings>()]);
            return ClusterHost.RunAsync(arguments.Read(parsed), parsed.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }
}
