using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DbMarketing.Server.Analysis;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Commands;

/// <summary><c>rfm FILE --customer COL --date COL --amount COL [--order COL] [--now DATE] [--customers FILE]</c></summary>
internal sealed class RfmCommand
{
    private static readonly string[] s_dates = ["yyyy-MM-dd", "yyyyMMdd"];

    private readonly Argument<string> _file = new("FILE") { Description = "The transactions: CSV or whitespace columns, plain or gzip." };
    private readonly Option<string> _customer = Text("--customer", "COL", "Column of the customer: its name, or its number from 1.", true);
    private readonly Option<string> _date = Text("--date", "COL", "Column of the date or time.", true);
    private readonly Option<string> _amount =
        Text("--amount", "COL", "Column of the amount, or two to be multiplied: Quantity*UnitPrice. Amounts below 0 are refunds.", true);
    private readonly Option<string> _order =
        Text("--order", "COL", "Column of the order, where a line is a part of one; else each line is one.");
    private readonly Option<string> _now =
        Text("--now", "DATE", "The day that recency is counted from, and the last that counts (the newest).");
    private readonly Option<string[]> _dateFormat = new("--date-format")
    {
        HelpName = "FORMAT", Description = "Such as dd.MM.yyyy, unix or unixMs; ISO 8601 without it. May be given several times.",
    };

    private readonly Option<string> _customers = Text("--customers", "FILE", "Writes a CSV table with the scores of each customer.");
    private readonly Option<string> _rejects = Text("--rejects", "FILE", "File that names every line that is not used.");

    public static Command Create() => new RfmCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "rfm", "Scores the customers of a file of transactions by recency, frequency and monetary value, and shows who pays.");
        command.Add(_file);
        foreach (var option in new Option[] { _customer, _date, _amount, _order, _now, _dateFormat, _customers, _rejects })
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
        command.SetAction(RunAsync);
        return command;
    }

    private void Check(CommandResult result)
    {
        if (result.GetValue(_now) is { } now && ReadDate(now) is null)
        {
            result.AddError($"--now '{now}' is not a date such as 1997-09-30.");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = parsed.InvocationConfiguration;
        var (file, customers) = (parsed.GetRequiredValue(_file), parsed.GetValue(_customers));
        if (customers is not null && Path.GetFullPath(customers) == Path.GetFullPath(file))
        {
            throw new CommandException($"--customers {customers} is the file of the transactions; name another.");
        }

        var options = new RfmOptions
        {
            File = file,
            Columns = new TransactionColumns
            {
                Customer = parsed.GetValue(_customer),
                Date = parsed.GetValue(_date),
                Amount = parsed.GetValue(_amount),
                Order = parsed.GetValue(_order),
                DateFormats = parsed.GetValue(_dateFormat) ?? [],
            },
            Now = ReadDate(parsed.GetValue(_now)),
            CustomersFile = customers,
        };
        using var rejects = new RejectReport(configuration.Error, parsed.GetValue(_rejects));
        var result = RfmAnalysis.Run(options, rejects, cancellationToken);
        await configuration.Output.WriteLineAsync(RfmText.Of(result));
        await configuration.Output.WriteLineAsync(RfmReport.Of(result).ToJsonString());
        return ExitCodes.Success;
    }

    private static DateOnly? ReadDate(string? text) =>
        DateOnly.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static Option<string> Text(string name, string what, string description, bool required = false) =>
        new(name) { HelpName = what, Description = description, Required = required };
}
