using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Import;

/// <summary>Why a record was refused.</summary>
internal readonly record struct Refusal(string Code, string Reason);

/// <summary>What a record became: an interaction, or a refusal.</summary>
internal readonly record struct MappedRecord(CustomerId Customer, Interaction? Interaction, Refusal? Refusal);

/// <summary>Turns records into interactions by the rules of one mapping.</summary>
internal sealed class RecordMapper
{
    private readonly ImportMapping _mapping;
    private readonly IReadOnlyDictionary<string, int> _columns;
    private readonly TimeReader _time;

    public RecordMapper(ImportMapping mapping, IReadOnlyDictionary<string, int> columns)
    {
        _mapping = mapping;
        _columns = columns;
        _time = new TimeReader(mapping.Time);
    }

    /// <summary>Maps one record; a value that cannot be read refuses the record by a sentence that names the column.</summary>
    public MappedRecord Map(FileRecord record, string messageId, DateTimeOffset receivedAt)
    {
        if (record.Fault is { } fault)
        {
            return Refused("line_unreadable", fault);
        }

        try
        {
            var rule = _mapping.Events.FirstOrDefault(e => e.When.All(test => Holds(test, record)));
            return rule switch
            {
                null => Refused("no_rule", $"no event of the mapping '{_mapping.Name}' fits the line"),
                { Reject: { } code } => Refused(code, rule.Reason ?? "the mapping refuses the line"),
                _ => Mapped(rule, record, messageId, receivedAt),
            };
        }
        catch (FormatException exception)
        {
            return Refused("value_unreadable", exception.Message);
        }
    }

    private static MappedRecord Refused(string code, string reason) => new(default, null, new Refusal(code, reason));

    private MappedRecord Mapped(EventRule rule, FileRecord record, string messageId, DateTimeOffset receivedAt)
    {
        var customer = Text(_mapping.Customer, record) is { } known ? CustomerId.Known(known)
            : Text(_mapping.Anonymous, record) is { } anonymous ? CustomerId.Anonymous(anonymous)
            : default;
        if (customer.IsDefault)
        {
            return Refused("customer_missing", "the line names no customer");
        }

        var interaction = Build(rule, record) with
        {
            MessageId = messageId,
            Source = _mapping.Source,
            OccurredAt = _time.Read(Field(_mapping.Time.Column, record)),
            ReceivedAt = receivedAt,
            Channel = _mapping.Channel,
            SessionId = Text(_mapping.Session, record),
        };
        return new MappedRecord(customer, interaction, null);
    }

    // The fields that every interaction has are set by the caller.
    private Interaction Build(EventRule rule, FileRecord record)
    {
        const string later = "";
        var at = default(DateTimeOffset);
        var name = Text(rule.Name, record);
        var currency = Text(rule.Currency, record);
        return rule.Type switch
        {
            "identified" => new Identified
            {
                MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Traits = Fields(rule, record),
            },
            "pageViewed" => new PageViewed { MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Name = name },
            "searched" => new Searched
            {
                MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Query = name ?? throw Missing(rule.Name),
            },
            "productViewed" => new ProductViewed
            {
                MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Product = Product(rule, record)!, Currency = currency,
            },
            "cartAdded" => new CartChanged
            {
                MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Currency = currency,
                Change = CartChange.Added, Products = [Product(rule, record)!],
            },
            "orderCompleted" => new OrderCompleted
            {
                MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Currency = currency,
                OrderId = Text(rule.OrderId, record), Amount = Required(rule.Amount!, record),
                Products = Product(rule, record) is { } bought ? [bought] : [],
            },
            "orderRefunded" => new OrderRefunded
            {
                MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Currency = currency,
                OrderId = Text(rule.OrderId, record), Amount = Required(rule.Amount!, record),
                Products = Product(rule, record) is { } returned ? [returned] : [],
            },
            _ => new CustomInteraction
            {
                MessageId = later, Source = later, OccurredAt = at, ReceivedAt = at, Properties = Fields(rule, record),
                Name = name ?? throw Missing(rule.Name),
            },
        };
    }

    private ProductLine? Product(EventRule rule, FileRecord record)
    {
        if (rule.Product is not { } product)
        {
            return null;
        }

        return new ProductLine(
            Text(product.Id, record) ?? throw Missing(product.Id),
            Number(product.Quantity, record) ?? 1,
            Number(product.Price, record),
            Text(product.Category, record),
            Text(product.Name, record));
    }

    private Dictionary<string, JsonElement> Fields(EventRule rule, FileRecord record)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in rule.Fields)
        {
            if (Text(value, record) is { } text)
            {
                fields[name] = JsonSerializer.SerializeToElement(text, ImportJson.Default.String);
            }
        }

        return fields;
    }

    private string Field(string column, FileRecord record) => record.Fields[_columns[column]];

    private string? Text(ValueRule? rule, FileRecord record)
    {
        var text = rule?.Constant ?? (rule?.Column is { } column ? Field(column, record).Trim() : "");
        if (rule?.TrimEnd is { Length: > 0 } end && text.EndsWith(end, StringComparison.Ordinal))
        {
            text = text[..^end.Length];
        }

        return text.Length == 0 ? null : text;
    }

    private decimal Required(ValueRule rule, FileRecord record) => Number(rule, record) ?? throw Missing(rule);

    private decimal? Number(ValueRule? rule, FileRecord record)
    {
        if (Text(rule, record) is not { } text)
        {
            return null;
        }

        var number = Parse(rule!.Column ?? "constant", text);
        if (rule.Times is { } times)
        {
            number *= Parse(times, Field(times, record));
        }

        return rule.Absolute ? Math.Abs(number) : number;
    }

    private static decimal Parse(string column, string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"column '{column}' is '{Short(text)}', a number is wanted");

    private static FormatException Missing(ValueRule? rule) => new($"column '{rule?.Column}' is empty");

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private bool Holds(LineTest test, FileRecord record)
    {
        var text = Field(test.Column, record).Trim();
        return (test.EqualTo is null || text == test.EqualTo)
            && (test.StartsWith is null || text.StartsWith(test.StartsWith, StringComparison.Ordinal))
            && (test.Empty is null || test.Empty == (text.Length == 0))
            && (test.AtLeast is null || Parse(test.Column, text) >= test.AtLeast)
            && (test.Below is null || Parse(test.Column, text) < test.Below);
    }
}
