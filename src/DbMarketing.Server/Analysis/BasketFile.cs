using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Interactions;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>
/// Reads the baskets of a file, plain or gzip: a basket a line, its items separated; or an item a line, with a column that names its order.
/// What cannot be read is named in the report and costs only itself. A basket of more than <see cref="Basket.MaxItems"/> different items
/// is such.
/// </summary>
internal sealed class BasketFile
{
    /// <summary>Items of all baskets together, each counted once in a basket; what an analysis holds in memory.</summary>
    public const int MaxItems = 100_000_000;

    private readonly RulesOptions _options;
    private readonly RejectReport _rejects;

    // Millions of lines name the same few thousand items.
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<Basket> _baskets = [];
    private long _items;

    private BasketFile(RulesOptions options, RejectReport rejects)
    {
        _options = options;
        _rejects = rejects;
    }

    /// <summary>Lines of the file, without header and empty ones.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines of an amount that is not above 0, which are no purchases.</summary>
    public long LinesWithoutAmount { get; private set; }

    /// <summary>Different items.</summary>
    public int Items => _names.Count;

    public IReadOnlyList<Basket> Baskets => _baskets;

    /// <exception cref="CommandException">The file cannot be used; the message says why.</exception>
    public static BasketFile Read(RulesOptions options, RejectReport rejects, CancellationToken cancellationToken)
    {
        var file = new BasketFile(options, rejects);
        if (options.Columns is { } columns)
        {
            file.ReadLines(columns, cancellationToken);
        }
        else
        {
            file.ReadBaskets(cancellationToken);
        }

        return file._baskets.Count > 0 ? file : throw new CommandException($"The file {options.File} has no basket that can be read.");
    }

    private void ReadBaskets(CancellationToken cancellationToken)
    {
        if (!File.Exists(_options.File))
        {
            throw new CommandException($"There is no file {_options.File}.");
        }

        using var reader = new LineReader(_options.File);
        var fields = new List<string>();
        while (reader.TryRead(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line.Text))
            {
                continue;
            }

            Lines++;
            if (line.TooLong)
            {
                _rejects.Add(line.Number, "line_unreadable", $"the line is longer than {LineReader.MaxLineLength} characters");
            }
            else if (!CsvLine.TrySplit(line.Text, _options.Delimiter, fields))
            {
                _rejects.Add(line.Number, "line_unreadable", "a quote is not closed");
            }
            else
            {
                Add(line.Number, fields.Select(field => field.Trim()).Where(field => field.Length > 0).ToHashSet(StringComparer.Ordinal));
            }
        }
    }

    private void ReadLines(TransactionColumns columns, CancellationToken cancellationToken)
    {
        var orders = new Dictionary<string, (long Line, HashSet<string> Items)>(StringComparer.Ordinal);
        using var file = new TransactionFile(_options.File, columns, _rejects);
        foreach (var transaction in file.Read(cancellationToken))
        {
            if (transaction.Amount is <= 0)
            {
                LinesWithoutAmount++;
                continue;
            }

            if (!orders.TryGetValue(transaction.Order, out var order))
            {
                orders.Add(transaction.Order, order = (transaction.Line, new(StringComparer.Ordinal)));
            }

            if (order.Items.Add(NameOf(transaction.Item)))
            {
                CountItem();
            }
        }

        Lines = file.Lines;
        _items = 0;
        foreach (var (line, items) in orders.Values)
        {
            Add(line, items);
        }
    }

    private void Add(long line, HashSet<string> items)
    {
        if (items.Count > Basket.MaxItems)
        {
            _rejects.Add(line, "basket_too_large", $"the basket has {items.Count} different items, at most {Basket.MaxItems} are taken");
        }
        else if (items.FirstOrDefault(item => item.Length > InteractionLimits.IdLength) is { } item)
        {
            _rejects.Add(
                line, "value_unreadable", $"an item is '{item[..40]}…', at most {InteractionLimits.IdLength} characters are taken");
        }
        else if (items.Count == 0)
        {
            _rejects.Add(line, "value_unreadable", "the basket has no item");
        }
        else
        {
            _baskets.Add(Basket.Of(items.Select(NameOf)));
            foreach (var _ in items)
            {
                CountItem();
            }
        }
    }

    private string NameOf(string item)
    {
        if (!_names.TryGetValue(item, out var known))
        {
            _names.Add(item, known = item);
        }

        return known;
    }

    private void CountItem()
    {
        if (++_items > MaxItems)
        {
            throw new CommandException($"The baskets hold more than {MaxItems} items together; analyse a part of the file.");
        }
    }
}
