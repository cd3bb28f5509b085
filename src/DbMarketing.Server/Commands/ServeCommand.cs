using System.CommandLine;
using System.CommandLine.Parsing;
using DbMarketing.Server.Demo;
using DbMarketing.Server.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary><c>serve [--urls U] [--data FOLDER | --postgres CONNECTION] [--playbook FOLDER] [--demo [RATE]]</c></summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";
    private const string Rate = "RATE";

    public static TCommand Describe<TCommand>(TCommand command)
        where TCommand : Command
    {
        var storage = new StorageOptions();
        var urls = new Option<string?>("--urls")
        {
            Description = $"Addresses to listen on, ';' between them ({DefaultUrl}). Environment: DBMARKETING_Server__Urls.",
            HelpName = "URLS",
        };
        var playbook = new Option<string?>("--playbook")
        {
            Description = "Folder of the playbook, read again when it changes. Environment: DBMARKETING_Server__Playbook.",
            HelpName = "FOLDER",
        };
        var demo = PositiveNumber.Option(
            "--demo", Rate,
            $"Adds a synthetic shop that sends RATE interactions each second ({DemoOptions.DefaultRate}). "
                + "Environment: DBMARKETING_Server__Demo.",
            DemoOptions.MaxRate);
        demo.Arity = ArgumentArity.ZeroOrOne;
        command.Add(urls);
        storage.AddTo(command);
        command.Add(playbook);
        command.Add(demo);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new ServeOptions
            {
                Urls = Split(parsed.GetValue(urls) ?? Settings.Text("Server:Urls") ?? DefaultUrl),
                Storage = storage.Read(parsed),
                PlaybookFolder = Folder(parsed.GetValue(playbook) ?? Settings.Text("Server:Playbook")),
                Demo = Demo(parsed.GetResult(demo), parsed.GetValue(demo)),
            };
            return ServerHost.RunAsync(options, parsed.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }

    private static string[] Split(string urls)
    {
        var split = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return split.Length > 0 && split.All(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            ? split
            : throw new CommandException($"--urls '{urls}' names no address such as {DefaultUrl}.");
    }

    private static string? Folder(string? folder) => folder is null || Directory.Exists(folder)
        ? folder
        : throw new CommandException($"There is no playbook folder at {Path.GetFullPath(folder)}.");

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
