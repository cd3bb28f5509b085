using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Server.Analysis;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary>
/// <c>lifetime FILE --customer COL --date COL --until DATE [--amount COL] [--holdout-until DATE] [--unit day|week] [--customers FILE] …</c>
/// </summary>
internal sealed class LifetimeCommand
{
    private static readonly string[] s_dates = ["yyyy-MM-dd", "yyyyMMdd"];

    private readonly Argument<string> _file =
        new("FILE") { Description = "The transactions: CSV or whitespace columns, plain or gzip." };

    private readonly Option<string> _customer = Text("--customer", "COL", "Column of the customer: its name, or its number from 1.", true);
    private readonly Option<string> _date = Text("--date", "COL", "Column of the date or time.", true);
    private readonly Option<string> _amount =
        Text("--amount", "COL", "Column of the amount, or two to be multiplied: Quantity*UnitPrice. Lines below 0 are no purchases.");
    private readonly Option<string> _group = Text("--group", "COL", "Column that customers are summed up by, besides their cohorts.");
    private readonly Option<string> _until = Text("--until", "DATE", "Last day that the models see.", true);
    private readonly Option<string> _holdOutUntil = Text("--holdout-until", "DATE", "Judges the models by the purchases up to this day.");
    private readonly Option<string> _unit = Text("--unit", "day|week", "Unit of times and parameters (week).");
    private readonly Option<string[]> _dateFormat = new("--date-format")
    {
        HelpName = "FORMAT", Description = "Such as dd.MM.yyyy, unix or unixMs; ISO 8601 without it. May be given several times.",
    };

    private readonly Option<double?> _margin = new NumberRange(1).Option("--margin", "M", "Share of the spend that is earned (1).");
    private readonly Option<double?> _discount =
        new NumberRange(10, 0).Option("--discount", "D", "What money is worth less a year later (0.1).");
    private readonly Option<double?> _horizon = new NumberRange(LifetimeTerms.MaxHorizonMonths, 1, Whole: true).Option(
        "--horizon", "MONTHS", "Months of purchases that count (36).");
    private readonly Option<double?> _cost =
        new NumberRange(1e9).Option("--cost", "C", "What winning a customer cost, for the time of payback.");
    private readonly Option<string> _customers =
        Text("--customers", "FILE", "Writes a CSV table with the estimates and credible ranges of each customer.");
    private readonly Option<string> _rejects = Text("--rejects", "FILE", "File that names every line that is not used.");

    public static Command Create() => new LifetimeCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "lifetime", "Fits lifetime models to a file of transactions: who is still a customer, will buy how much, and is worth what.");
        command.Add(_file);
        foreach (var option in new Option[]
        {
            _customer, _date, _amount, _group, _until, _holdOutUntil, _unit, _dateFormat, _margin, _discount, _horizon, _cost,
            _customers, _rejects,
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
        var (until, holdOut) = (result.GetValue(_until), result.GetValue(_holdOutUntil));
        foreach (var (name, text) in new[] { ("--until", until), ("--holdout-until", holdOut) })
        {
            if (text is not null && ReadDate(text) is null)
            {
                result.AddError($"{name} '{text}' is not a date such as 1997-09-30.");
            }
        }

        if (ReadDate(until) is { } end && ReadDate(holdOut) is { } held && held <= end)
        {
            result.AddError($"--holdout-until {holdOut} must be after --until {until}.");
        }

        if (result.GetValue(_unit) is not (null or "day" or "week"))
        {
            result.AddError($"--unit '{result.GetValue(_unit)}' is not known; day and week are.");
        }

        foreach (var option in new[] { _cost, _margin, _discount, _horizon })
        {
            if (result.GetResult(option) is not null && result.GetValue(_amount) is null)
            {
                result.AddError($"{option.Name} goes with --amount.");
            }
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = parsed.InvocationConfiguration;
        var options = Options(parsed);
        using var rejects = new RejectReport(configuration.Error, parsed.GetValue(_rejects));
        var result = LifetimeAnalysis.Run(options, rejects, cancellationToken);
        await configuration.Output.WriteLineAsync(LifetimeText.Of(result, options));
        await configuration.Output.WriteLineAsync(LifetimeReport.Of(result, options).ToJsonString());
        return ExitCodes.Success;
    }

    private LifetimeOptions Options(ParseResult parsed)
    {
        var file = parsed.GetRequiredValue(_file);
        var customers = parsed.GetValue(_customers);
        if (customers is not null && Path.GetFullPath(customers) == Path.GetFullPath(file))
        {
            throw new CommandException($"--customers {customers} is the file of the transactions; name another.");
        }

        var terms = new LifetimeTerms();
        return new LifetimeOptions
        {
            File = file,
            Columns = new TransactionColumns
            {
                Customer = parsed.GetValue(_customer),
                Date = parsed.GetValue(_date),
                Amount = parsed.GetValue(_amount),
                Group = parsed.GetValue(_group),
                DateFormats = parsed.GetValue(_dateFormat) ?? [],
            },
            Until = ReadDate(parsed.GetValue(_until))!.Value,
            HoldOutUntil = ReadDate(parsed.GetValue(_holdOutUntil)),
            Unit = parsed.GetValue(_unit) == "day" ? LifetimeUnit.Day : LifetimeUnit.Week,
            Terms = terms with
            {
                Margin = parsed.GetValue(_margin) ?? terms.Margin,
                AnnualDiscountRate = parsed.GetValue(_discount) ?? terms.AnnualDiscountRate,
                HorizonMonths = (int)(parsed.GetValue(_horizon) ?? terms.HorizonMonths),
                // Ranges are each customer's, and cost more than all the rest.
                Draws = customers is null ? 0 : terms.Draws,
            },
            Cost = parsed.GetValue(_cost),
            CustomersFile = customers,
        };
    }

    private static DateOnly? ReadDate(string? text) =>
        DateOnly.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static Option<string> Text(string name, string what, string description, bool required = false) =>
        new(name) { HelpName = what, Description = description, Required = required };
}
