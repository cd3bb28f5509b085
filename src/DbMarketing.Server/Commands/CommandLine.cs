using System.CommandLine;
using DbMarketing.Web.Commands;
using DbMarketing.Web.Hosting;

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
        root.Add(RulesCommand.Create());
        root.Add(RfmCommand.Create());
        root.Add(LifetimeCommand.Create());
        root.Add(ReplayDecisionCommand.Create());
        root.Add(VerifyCommand.Create(new StorageOptions()));
        root.Add(KeysCommand.Create(new StorageOptions()));
        root.Add(BackupCommand.Create());
        root.Add(RestoreCommand.Create());
        root.Add(ResetCommand.Create());
        root.Add(HealthCommand.Create());
        return root;
    }

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        CommandLineProgram.RunAsync(Build(), args, output, error, cancellationToken);
}
