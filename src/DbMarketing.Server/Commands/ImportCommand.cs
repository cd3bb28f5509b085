using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using DbMarketing.Server.Hosting;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace DbMarketing.Server.Commands;

/// <summary>
/// <c>import FILE --mapping NAME|FILE [--data | --postgres | --to URL --key K --patience S] [--speed X | --rate N] [--rebase now] [--run
/// ID]</c>
/// </summary>
internal sealed class ImportCommand
{
    private const double MaxPatienceSeconds = 86_400;

    private readonly StorageOptions _storage = new();

    private readonly Argument<string> _file =
        new("FILE") { Description = "The file: CSV, whitespace columns or JSON lines, plain or gzip." };

    private readonly Option<string> _mapping = new("--mapping")
    {
        Description = $"How lines become interactions: {string.Join(", ", MappingCatalog.Names)}, or a mapping file.",
        HelpName = "NAME|FILE",
        Required = true,
    };

    private readonly Option<string?> _to = new("--to") { Description = "A running server, in place of a database.", HelpName = "URL" };
    private readonly Option<string?> _key =
        new("--key") { Description = "An API key of that server with the scope write.", HelpName = "KEY" };
    private readonly Option<double?> _patience = new NumberRange(MaxPatienceSeconds).Option(
        "--patience", "SECONDS",
        $"How long a server of --to that does not answer is asked again ({HttpImportTarget.DefaultPatience.TotalSeconds}).");
    private readonly Option<double?> _speed =
        new NumberRange().Option("--speed", "X", "Plays the file that many times faster than it happened.");
    private readonly Option<double?> _rate = new NumberRange().Option("--rate", "N", "Sends that many interactions each second.");
    private readonly Option<string?> _run =
        new("--run") { Description = "Gives the lines ids of their own, to play a file again.", HelpName = "ID" };
    private readonly Option<string?> _rejects = new("--rejects") { Description = "File that names every refused line.", HelpName = "FILE" };

    private readonly Option<string?> _playbook = new("--playbook")
    {
        Description = "Folder of the playbook whose currency rates and time zone count.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _rebase = new("--rebase")
    {
        Description = "now: a paced import carries the times of its sending, any other is moved so that its newest line happens now.",
        HelpName = "now",
    };

    public static Command Create() => new ImportCommand().Build();

    private Command Build()
    {
        var command = _storage.AddTo(new Command("import", "Reads a file of interactions into a database or a running server."));
        command.Add(_file);
        foreach (var option in new Option[] { _mapping, _to, _key, _patience, _speed, _rate, _rebase, _run, _rejects, _playbook })
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
        command.SetAction(RunAsync);
        return command;
    }

    private void Check(CommandResult result)
    {
        Action<string> fault = result.AddError;
        if (result.GetResult(_to) is not null && (result.GetResult(_storage.Data) ?? result.GetResult(_storage.Postgres)) is not null)
        {
            fault("--to names a server and --data or --postgres a database; give one.");
        }

        if (result.GetResult(_to) is null && result.GetResult(_key) is not null)
        {
            fault("--key goes with --to.");
        }

        if (result.GetResult(_to) is null && result.GetResult(_patience) is not null)
        {
            fault("--patience goes with --to.");
        }

        if (result.GetResult(_speed) is not null && result.GetResult(_rate) is not null)
        {
            fault("--speed and --rate are two paces; give one.");
        }

        if (result.GetValue(_rebase) is { } rebase && rebase != "now")
        {
            fault($"--rebase '{rebase}' is not known; now is.");
        }

        if (result.GetValue(_run) is { } run && (run.Length is 0 or > LineIds.MaxRunLength || run.Any(char.IsControl)))
        {
            fault($"--run takes 1 to {LineIds.MaxRunLength} characters.");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = parsed.InvocationConfiguration;
        var options = Options(parsed);
        using var report = new RejectReport(configuration.Error, options.RejectsFile);
        ImportSummary summary;
        if (parsed.GetValue(_to) is { } server)
        {
            var patience = parsed.GetValue(_patience) is { } seconds ? TimeSpan.FromSeconds(seconds) : HttpImportTarget.DefaultPatience;
            using var target = new HttpImportTarget(
                ServerAddress(server), parsed.GetValue(_key), patience, configuration.Error.WriteLine, TimeProvider.System);
            summary = await RunAsync(new Importer(options, target, report, TimeProvider.System), configuration.Error, cancellationToken);
        }
        else
        {
            var hostOptions = new EngineHostOptions { Storage = _storage.Read(parsed), PlaybookFolder = parsed.GetValue(_playbook) };
            await using var host =
                await EngineHost.StartAsync(hostOptions, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
            var target = new EngineImportTarget(host.Engine, host.Store, host.Reference, TimeProvider.System);
            summary = await RunAsync(new Importer(options, target, report, TimeProvider.System), configuration.Error, cancellationToken);
        }

        foreach (var (currency, count) in summary.Uncounted ?? new Dictionary<string, long>())
        {
            await configuration.Error.WriteLineAsync(
                $"{count} orders and refunds in {currency} are kept, but their amounts do not count: the playbook has no rate for it.");
        }

        await configuration.Output.WriteLineAsync(JsonSerializer.Serialize(summary, ImportJson.Default.ImportSummary));
        return ExitCodes.Success;
    }

    private ImportOptions Options(ParseResult parsed)
    {
        var file = parsed.GetRequiredValue(_file);
        if (!File.Exists(file))
        {
            throw new CommandException($"There is no file {file}.");
        }

        return new ImportOptions
        {
            File = file,
            Mapping = MappingCatalog.Load(parsed.GetRequiredValue(_mapping)),
            Run = parsed.GetValue(_run),
            Speed = parsed.GetValue(_speed),
            Rate = parsed.GetValue(_rate),
            RebaseNow = parsed.GetValue(_rebase) is not null,
            RejectsFile = parsed.GetValue(_rejects),
        };
    }

    // A bar for people; lines on the error output when the output goes to a file or another program, which wants the summary alone.
    private static async Task<ImportSummary> RunAsync(Importer importer, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            return await ShowAsync(importer, error, cancellationToken);
        }
        catch (CommandException exception)
        {
            var done = importer.Done;
            throw new CommandException(
                $"{exception.Message} So far {done.Records} records: {done.Applied} applied, {done.Duplicate} duplicate, "
                + $"{done.Rejected} rejected. Run the same command again to go on.");
        }
    }

    private static async Task<ImportSummary> ShowAsync(Importer importer, TextWriter error, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected)
        {
            return await importer.RunAsync(new ProgressLines(error).Tell, cancellationToken);
        }

        return await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var task = progress.AddTask("import", maxValue: 1);
            return await importer.RunAsync(share => task.Value = share, cancellationToken);
        });
    }

    private static Uri ServerAddress(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandException($"--to '{text}' is not an address such as http://127.0.0.1:5080.");
}
