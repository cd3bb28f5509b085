using System.Globalization;
using DbMarketing.Engine.Interactions;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>
/// Reads the transactions of a file, one at a time: CSV or columns separated by white space, plain or gzip. A line that cannot be read
/// is named by number and reason in the report, and costs only itself.
/// </summary>
internal sealed class TransactionFile : IDisposable
{
    private readonly TransactionLayout _layout;
    private readonly RecordReader _reader;
    private readonly TimeReader _time;
    private readonly RejectReport _rejects;

    /// <exception cref="CommandException">There is no such file, it is empty, or it lacks a column.</exception>
    public TransactionFile(string path, TransactionColumns columns, RejectReport rejects)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"There is no file {path}.");
        }

        _layout = TransactionLayout.Of(path, columns);
        _time = new TimeReader(new TimeRule { Column = _layout.Date ?? "", Formats = columns.DateFormats });
        _rejects = rejects;
        _reader = new RecordReader(_layout.Format, path);
    }

    /// <summary>Lines read so far, without the header and empty ones.</summary>
    public long Lines { get; private set; }

    /// <summary>The readable transactions, in the order of the file. The file is read once.</summary>
    public IEnumerable<Transaction> Read(CancellationToken cancellationToken)
    {
        while (_reader.TryRead(out var record))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Lines++;
            if (TryRead(record, out var transaction))
            {
                yield return transaction;
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    private bool TryRead(FileRecord record, out Transaction transaction)
    {
        transaction = default;
        if (record.Fault is { } fault)
        {
            _rejects.Add(record.Number, "line_unreadable", fault);
            return false;
        }

        try
        {
            transaction = new Transaction(
                record.Number, Id(_layout.Customer, record), _layout.Date is { } date ? _time.Read(Field(date, record)) : default,
                Amount(record), Id(_layout.Order, record), Id(_layout.Item, record));
            return true;
        }
        catch (FormatException exception)
        {
            _rejects.Add(record.Number, "value_unreadable", exception.Message);
            return false;
        }
    }

    private decimal? Amount(FileRecord record)
    {
        if (_layout.Amount.Count == 0)
        {
            return null;
        }

        // Each factor is within the limit, so that their product cannot overflow.
        var amount = _layout.Amount.Aggregate(1m, (product, column) => product * Number(column, record));
        return Math.Abs(amount) <= InteractionLimits.Amount ? amount : throw TooGreat(string.Join('*', _layout.Amount), $"{amount}");
    }

    private decimal Number(string column, FileRecord record)
    {
        var text = Field(column, record);
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException($"column '{column}' is '{Short(text)}', a number is wanted");
        }

        return Math.Abs(number) <= InteractionLimits.Amount ? number : throw TooGreat(column, text);
    }

    private string Id(string? column, FileRecord record)
    {
        if (column is null)
        {
            return "";
        }

        var text = Field(column, record);
        return text.Length switch
        {
            0 => throw new FormatException($"column '{column}' is empty"),
            > InteractionLimits.IdLength => throw new FormatException(
                $"column '{column}' is '{Short(text)}', at most {InteractionLimits.IdLength} characters are taken"),
            _ => text,
        };
    }

    private string Field(string column, FileRecord record) => record.Fields[_reader.Columns[column]].Trim();

    private static FormatException TooGreat(string column, string text) =>
        new($"column '{column}' is '{Short(text)}', at most {InteractionLimits.Amount} is taken");

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
