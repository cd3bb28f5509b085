using System.Text.Json.Serialization;

namespace DbMarketing.Server.Import;

/// <summary>
/// How the lines of a file become interactions: a JSON document, one for each kind of file. The ready ones are embedded in the
/// server (<see cref="MappingCatalog"/>) and are the best examples. What has a default is settable, because the generated JSON
/// reader would overwrite the default of an init-only property.
/// </summary>
public sealed record ImportMapping
{
    public required string Name { get; init; }

    /// <summary>What the mapping counts and what it refuses, for readers.</summary>
    public string? Description { get; init; }

    /// <summary><c>csv</c>, <c>whitespace</c> or <c>jsonLines</c>.</summary>
    public required LineFormat Format { get; init; }

    /// <summary>For <c>csv</c>: one character; the default is a comma.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>The first line names the columns. Not used for <c>jsonLines</c>.</summary>
    public bool Header { get; set; } = true;

    /// <summary>Names of the columns when <see cref="Header"/> is false.</summary>
    public IReadOnlyList<string> Columns { get; set; } = [];

    /// <summary>The source of the interactions; with the line's own id it makes a re-import change nothing.</summary>
    public required string Source { get; init; }

    /// <summary>The known customer's id.</summary>
    public ValueRule? Customer { get; init; }

    /// <summary>The anonymous visitor's id, for a line without a known customer.</summary>
    public ValueRule? Anonymous { get; init; }

    public required TimeRule Time { get; init; }

    public ValueRule? Session { get; init; }

    public string? Channel { get; init; }

    /// <summary>Tried in order; the first whose tests all hold makes the interaction or refuses the line.</summary>
    public required IReadOnlyList<EventRule> Events { get; init; }
}

public enum LineFormat
{
    None = 0,
    Csv,
    Whitespace,
    JsonLines,
}

/// <summary>Where a value comes from. Empty text counts as no value.</summary>
public sealed record ValueRule
{
    /// <summary>A column's name; for <c>jsonLines</c> a dotted path.</summary>
    public string? Column { get; init; }

    /// <summary>A fixed value, instead of a column.</summary>
    public string? Constant { get; init; }

    /// <summary>Multiplies by this column, for amounts.</summary>
    public string? Times { get; init; }

    /// <summary>Takes the amount without its sign.</summary>
    public bool Absolute { get; init; }

    /// <summary>Text removed from the end when it is there, such as the <c>.0</c> of ids that went through a spreadsheet.</summary>
    public string? TrimEnd { get; init; }
}

/// <summary>When the line happened.</summary>
public sealed record TimeRule
{
    public required string Column { get; init; }

    /// <summary>.NET format strings, tried in order; or <c>unix</c> / <c>unixMs</c>; empty takes ISO 8601.</summary>
    public IReadOnlyList<string> Formats { get; set; } = [];

    /// <summary>IANA zone of times that name none.</summary>
    public string TimeZone { get; set; } = "UTC";
}

/// <summary>One test of a line. Exactly one of the comparisons is given.</summary>
public sealed record LineTest
{
    public required string Column { get; init; }

    [JsonPropertyName("equals")]
    public string? EqualTo { get; init; }
    public string? StartsWith { get; init; }
    public bool? Empty { get; init; }
    public decimal? AtLeast { get; init; }
    public decimal? Below { get; init; }
}

/// <summary>What a line becomes when its tests hold.</summary>
public sealed record EventRule
{
    public IReadOnlyList<LineTest> When { get; set; } = [];

    /// <summary>Refuses the line under this stable code.</summary>
    public string? Reject { get; init; }

    /// <summary>The sentence that goes with <see cref="Reject"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// <c>identified</c>, <c>pageViewed</c>, <c>searched</c>, <c>productViewed</c>, <c>cartAdded</c>, <c>orderCompleted</c>,
    /// <c>orderRefunded</c> or <c>custom</c>.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>The name of a page or a custom event; the query of a search.</summary>
    public ValueRule? Name { get; init; }

    public ProductRule? Product { get; init; }

    /// <summary>What was paid or given back.</summary>
    public ValueRule? Amount { get; init; }

    /// <summary>Lines that name the same order add up to one purchase; without it each line is a purchase.</summary>
    public ValueRule? OrderId { get; init; }

    /// <summary>ISO 4217 code; absent takes the playbook's base currency.</summary>
    public ValueRule? Currency { get; init; }

    /// <summary>Traits of <c>identified</c> or properties of <c>custom</c>, by name.</summary>
    public IReadOnlyDictionary<string, ValueRule> Fields { get; set; } = new Dictionary<string, ValueRule>();
}

public sealed record ProductRule
{
    public required ValueRule Id { get; init; }
    public ValueRule? Quantity { get; init; }
    public ValueRule? Price { get; init; }
    public ValueRule? Category { get; init; }
    public ValueRule? Name { get; init; }
}
