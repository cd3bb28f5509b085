using System.CommandLine;
using System.CommandLine.Parsing;
using DbMarketing.Server.Demo;
using DbMarketing.Server.Hosting;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary><c>serve [--urls U] [--data FOLDER | --postgres CONNECTION] [--playbook FOLDER] [--demo [RATE]]</c></summary>
internal static class ServeCommand
{
    private const string Rate = "RATE";

    private static readonly NumberRange s_rate = new(DemoOptions.MaxRate);

    public static TCommand Describe<TCommand>(TCommand command)
        where TCommand : Command
    {
        var storage = new StorageOptions();
        var web = new WebHostArguments();
        var demo = s_rate.Option(
            "--demo", Rate,
            $"Adds a synthetic shop that sends RATE interactions each second ({DemoOptions.DefaultRate}). "
                + "Environment: DBMARKETING_Server__Demo.");
        demo.Arity = ArgumentArity.ZeroOrOne;
        web.AddTo(command);
        storage.AddTo(command);
        command.Add(demo);
        command.SetAction((parsed, cancellationToken) =>
        {
            KnownSettings.ThrowIfUnknown(cluster: null);
            var options = new ServeOptions
            {
                Web = web.Read(parsed),
                Storage = storage.Read(parsed),
                Demo = Demo(parsed.GetResult(demo), parsed.GetValue(demo)),
            };
            return ServerHost.RunAsync(options, parsed.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }

    private static DemoOptions? Demo(OptionResult? given, double? value)
    {
        if (given is null or { Implicit: true })
        {
            if (Settings.Text("Server:Demo") is not { } text)
            {
                return null;
            }

            value = s_rate.Read(text)
                ?? throw new CommandException(s_rate.Fault("DBMARKETING_Server__Demo", text, Rate));
        }

        return new DemoOptions { Rate = value ?? DemoOptions.DefaultRate };
    }
}
