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

    public static TCommand Describe<TCommand>(TCommand command)
        where TCommand : Command
    {
        var storage = new StorageOptions();
        var web = new WebHostArguments();
        var demo = PositiveNumber.Option(
            "--demo", Rate,
            $"Adds a synthetic shop that sends RATE interactions each second ({DemoOptions.DefaultRate}). "
                + "Environment: DBMARKETING_Server__Demo.",
            DemoOptions.MaxRate);
        demo.Arity = ArgumentArity.ZeroOrOne;
        web.AddTo(command);
        storage.AddTo(command);
        command.Add(demo);
        command.SetAction((parsed, cancellationToken) =>
        {
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

            value = PositiveNumber.Read(text, DemoOptions.MaxRate)
                ?? throw new CommandException(PositiveNumber.Fault("DBMARKETING_Server__Demo", text, Rate, DemoOptions.MaxRate));
        }

        return new DemoOptions { Rate = value ?? DemoOptions.DefaultRate };
    }
}
