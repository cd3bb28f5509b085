using System.CommandLine;
using System.CommandLine.Parsing;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Server.Analysis;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary>
/// <c>rules FILE [--min-support S] [--min-confidence C] [--min-length N] [--format baskets|lines] [--order COL --item COL] [--top N]
/// [--output FILE]</c>
/// </summary>
internal sealed class RulesCommand
{
    private const int DefaultTop = 20;
    private const int MaxTop = 10_000;

    /// <summary>Of a billion baskets, one; less is the same.</summary>
    private const double LeastSupport = 1e-9;

    private static readonly NumberRange s_length = new(MiningThresholds.LongestSet, 1, Whole: true);

    private readonly Argument<string> _file = new("FILE") { Description = "The baskets, plain or gzip." };

    private readonly Option<double?> _minSupport =
        new NumberRange(1, LeastSupport).Option("--min-support", "S", "Least share of baskets that hold a rule's items (0.01).");
    private readonly Option<double?> _minConfidence = new NumberRange(1, 0).Option(
        "--min-confidence", "C", "Least share of the antecedent's baskets that hold the consequent (0.5).");
    private readonly Option<double?> _minLength =
        s_length.Option("--min-length", "N", "Least items of a rule (2); 1 adds those of one item.");
    private readonly Option<double?> _maxLength = s_length.Option("--max-length", "N", "Most items of a rule (10).");
    private readonly Option<string> _format =
        Text("--format", "baskets|lines", "A basket a line, items separated; or an item a line, with --order and --item.");
    private readonly Option<string> _delimiter =
        Text("--delimiter", "D", "What separates the items of a basket: one character (,) or tab.");
    private readonly Option<string> _order = Text("--order", "COL", "Column of the order: its name, or its number from 1.");
    private readonly Option<string> _item = Text("--item", "COL", "Column of the item.");
    private readonly Option<string> _customer = Text("--customer", "COL", "Column of the customer; lines without one are refused.");
    private readonly Option<string> _amount =
        Text("--amount", "COL", "Column of the amount, or two to be multiplied: Quantity*UnitPrice. Lines not above 0 are no purchases.");
    private readonly Option<double?> _top =
        new NumberRange(MaxTop, 1, Whole: true).Option("--top", "N", $"Rules that are shown ({DefaultTop}).");
    private readonly Option<string> _output = Text("--output", "FILE", "Writes a CSV table of all rules.");
    private readonly Option<string> _rejects = Text("--rejects", "FILE", "File that names every line that is not used.");

    public static Command Create() => new RulesCommand().Build();

    private Command Build()
    {
        var command = new Command("rules", "Finds association rules in a file of baskets: what is bought together, and how surely.");
        command.Add(_file);
        foreach (var option in new Option[]
        {
            _minSupport, _minConfidence, _minLength, _maxLength, _format, _delimiter, _order, _item, _customer, _amount, _top, _output,
            _rejects,
        })
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
        if (result.GetValue(_format) is not (null or "baskets" or "lines"))
        {
            fault($"--format '{result.GetValue(_format)}' is not known; baskets and lines are.");
        }

        if (IsOfLines(result) && (result.GetValue(_order) is null || result.GetValue(_item) is null))
        {
            fault("A file with an item a line wants --order and --item.");
        }

        foreach (var option in new[] { _order, _item, _customer, _amount })
        {
            if (result.GetValue(option) is not null && !IsOfLines(result))
            {
                fault($"{option.Name} does not go with --format baskets.");
            }
        }

        if (result.GetValue(_delimiter) is { } delimiter && (IsOfLines(result) || Delimiter(delimiter) is null))
        {
            fault($"--delimiter '{delimiter}' must be one character or tab, and goes with a basket a line.");
        }

        var longest = s_length.Given(result, _maxLength) ?? new MiningThresholds().MaxLength;
        if (s_length.Given(result, _minLength) is { } shortest && shortest > longest)
        {
            fault(FormattableString.Invariant($"--min-length {shortest} is above --max-length, {longest}."));
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = parsed.InvocationConfiguration;
        var options = Options(parsed);
        using var rejects = new RejectReport(configuration.Error, parsed.GetValue(_rejects));
        var result = RulesAnalysis.Run(options, rejects, cancellationToken);
        await configuration.Output.WriteLineAsync(RulesText.Of(result, options));
        await configuration.Output.WriteLineAsync(RulesReport.Of(result, options).ToJsonString());
        return ExitCodes.Success;
    }

    private RulesOptions Options(ParseResult parsed)
    {
        var file = parsed.GetRequiredValue(_file);
        var output = parsed.GetValue(_output);
        if (output is not null && Path.GetFullPath(output) == Path.GetFullPath(file))
        {
            throw new CommandException($"--output {output} is the file of the baskets; name another.");
        }

        var thresholds = new MiningThresholds();
        return new RulesOptions
        {
            File = file,
            Columns = parsed.GetValue(_order) is not { } order ? null : new TransactionColumns
            {
                Order = order,
                Item = parsed.GetValue(_item),
                Customer = parsed.GetValue(_customer),
                Amount = parsed.GetValue(_amount),
            },
            Delimiter = Delimiter(parsed.GetValue(_delimiter) ?? ",")!.Value,
            Thresholds = thresholds with
            {
                MinSupport = (decimal?)parsed.GetValue(_minSupport) ?? thresholds.MinSupport,
                MinConfidence = (decimal?)parsed.GetValue(_minConfidence) ?? thresholds.MinConfidence,
                MinLength = (int?)parsed.GetValue(_minLength) ?? thresholds.MinLength,
                MaxLength = (int?)parsed.GetValue(_maxLength) ?? thresholds.MaxLength,
            },
            Top = (int?)parsed.GetValue(_top) ?? DefaultTop,
            OutputFile = output,
        };
    }

    /// <summary>An item a line, because it is said or because its columns are.</summary>
    private bool IsOfLines(CommandResult result) =>
        result.GetValue(_format) is { } format ? format == "lines" : (result.GetValue(_order) ?? result.GetValue(_item)) is not null;

    private static char? Delimiter(string text) => text == "tab" ? '\t' : text.Length == 1 && text[0] != '"' ? text[0] : null;

    private static Option<string> Text(string name, string what, string description) =>
        new(name) { HelpName = what, Description = description };
}
