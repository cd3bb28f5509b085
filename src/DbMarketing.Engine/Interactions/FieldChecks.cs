using System.Globalization;
using System.Text.Json;

namespace DbMarketing.Engine.Interactions;

/// <summary>
/// Checks the fields of one interaction and keeps the first fault. A code is the field's name and what is wrong with it
/// (<c>order_id_too_long</c>), so that every fault has its own, for ever.
/// </summary>
/// <param name="nameOf">
/// What the sender calls a field, given its name here and the number of its product line; null for the names that they have here. Codes
/// are made of the latter in any case.
/// </param>
internal sealed class FieldChecks(Func<string, int?, string>? nameOf)
{
    /// <summary>The field of what a sender said and no field here stands for.</summary>
    private const string Unknown = "unknown";

    private const int ShownLength = 40;

    /// <summary>The first fault found; null while there is none.</summary>
    public Verdict? Fault { get; private set; }

    /// <summary>The product line whose fields are checked, from 0; null for fields of the interaction itself.</summary>
    public int? Line { get; set; }

    /// <summary>A field's name for people.</summary>
    public string Shown(string field) => nameOf?.Invoke(field, Line) ?? field;

    public void Reject(string code, string reason) => Fault ??= Verdict.Rejected(code, reason);

    /// <summary>A text on one line: an id or a name.</summary>
    public void Name(string field, string? value, int limit, bool required = false)
    {
        if (value is null && !required)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            Reject($"{Code(field)}_missing", $"'{Shown(field)}' is empty; 1 to {limit} characters are needed.");
            return;
        }

        Length(field, null, value, limit);
        foreach (var character in value)
        {
            if (char.IsControl(character))
            {
                Reject(
                    $"{Code(field)}_control_character",
                    $"'{Shown(field)}' holds the control character U+{(int)character:X4}; none is allowed in it.");
                return;
            }
        }
    }

    /// <summary>A text that may have several lines.</summary>
    public void Text(string field, string? value, int limit = InteractionLimits.TextLength)
    {
        if (value is not null)
        {
            Text(field, null, value, limit);
        }
    }

    /// <summary>Money, points, a price: from 0 (or above it) to <see cref="InteractionLimits.Amount"/>.</summary>
    public void Amount(string field, decimal? value, bool positive = false)
    {
        if (value is not { } amount)
        {
            return;
        }

        if (amount < 0)
        {
            Reject($"{Code(field)}_negative", $"'{Shown(field)}' is {Show(amount)}; it may not be negative.");
        }
        else if (positive && amount == 0)
        {
            Reject($"{Code(field)}_zero", $"'{Shown(field)}' is 0; it must be above 0.");
        }
        else if (amount > InteractionLimits.Amount)
        {
            Reject($"{Code(field)}_too_large", $"'{Shown(field)}' is {Show(amount)}; at most {Show(InteractionLimits.Amount)} is allowed.");
        }
        else if (decimal.Round(amount, InteractionLimits.Decimals) != amount)
        {
            Reject(
                $"{Code(field)}_too_precise",
                $"'{Shown(field)}' is {Show(amount)}; at most {InteractionLimits.Decimals} decimals are allowed.");
        }
    }

    /// <summary>Three letters, as ISO 4217 has them.</summary>
    public void Currency(string? value)
    {
        if (value is not null && !(value.Length == 3 && value.All(char.IsAsciiLetter)))
        {
            Reject(
                "currency_malformed",
                $"'{Shown("currency")}' is '{Show(value)}'; three letters such as KRW or EUR are needed (ISO 4217).");
        }
    }

    /// <summary>Fields whose names are the sender's: how many, their names, and all that is in them.</summary>
    public void Fields(string field, IReadOnlyDictionary<string, JsonElement>? fields)
    {
        if (fields is null)
        {
            return;
        }

        if (fields.Count > InteractionLimits.Fields)
        {
            Reject(
                $"{Code(field)}_too_many",
                $"'{Shown(field)}' has {fields.Count} fields; at most {InteractionLimits.Fields} are allowed.");
        }

        foreach (var (name, value) in fields)
        {
            Name($"{field} name", name, InteractionLimits.NameLength, required: true);
            Value(field, name, value, 1);
            if (Fault is not null)
            {
                return;
            }
        }
    }

    /// <summary>
    /// The attributes that fields become, one for each scalar within objects: how many, and their full names (<c>address.city</c>).
    /// </summary>
    public void Attributes(string field, IReadOnlyDictionary<string, JsonElement> fields)
    {
        if (Fault is not null)
        {
            return;
        }

        var count = 0;
        foreach (var (name, _) in fields.SelectMany(static pair => Customers.Attributes.Of(pair.Key, pair.Value)))
        {
            if (++count > InteractionLimits.Fields)
            {
                Reject($"{Code(field)}_too_many",
                    $"'{Shown(field)}' has more than {InteractionLimits.Fields} fields, those of its objects counted; "
                        + "no more are allowed.");
                return;
            }

            if (name.Length > InteractionLimits.NameLength)
            {
                Reject($"{Code(field)}_name_too_long",
                    $"'{Shown(field)} name' '{Show(name)}' has {name.Length} characters; "
                        + $"at most {InteractionLimits.NameLength} are allowed.");
                return;
            }
        }
    }

    private static string Code(string field)
    {
        var code = new System.Text.StringBuilder(field.Length + 4);
        foreach (var character in field)
        {
            if (char.IsAsciiLetterUpper(character) && code.Length > 0)
            {
                code.Append('_');
            }

            code.Append(character is ' ' or '.' ? '_' : char.ToLowerInvariant(character));
        }

        return code.ToString();
    }

    private static string Show(string value) => value.Length <= ShownLength ? value : value[..ShownLength] + "…";

    private static string Show(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text of the interaction, or one that is somewhere within a field whose names are the sender's.</summary>
    private void Text(string field, string? path, string value, int limit)
    {
        Length(field, path, value, limit);
        foreach (var character in value)
        {
            if (char.IsControl(character) && character is not ('\t' or '\n' or '\r'))
            {
                Reject(
                    $"{Code(field, path)}_control_character",
                    $"'{Shown(field, path)}' holds the control character U+{(int)character:X4}; only tab and line ends are allowed in it.");
                return;
            }
        }
    }

    private void Length(string field, string? path, string value, int limit)
    {
        if (value.Length > limit)
        {
            Reject($"{Code(field, path)}_too_long", $"'{Shown(field, path)}' has {value.Length} characters; at most {limit} are allowed.");
        }

        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i])))
            {
                Reject(
                    $"{Code(field, path)}_malformed", $"'{Shown(field, path)}' holds half of a surrogate pair, which is no character.");
                return;
            }
        }
    }

    private static string Code(string field, string? path) => Code(path is null ? field : $"{field} value");

    /// <summary>What the sender calls what is at a path within a field; what no field here stands for begins at the event itself.</summary>
    private string Shown(string field, string? path) =>
        path is null ? Shown(field) : field == Unknown ? Shown(Show(path)) : $"{Shown(field)}.{Show(path)}";

    private void Value(string field, string path, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth > InteractionLimits.Depth:
                Reject($"{Code(field)}_too_deep", $"'{Shown(field, path)}' is nested deeper than {InteractionLimits.Depth} levels.");
                break;
            case JsonValueKind.Object:
                foreach (var inner in value.EnumerateObject())
                {
                    Name($"{field} name", inner.Name, InteractionLimits.NameLength, required: true);
                    Value(field, path.Length > ShownLength ? path : $"{path}.{inner.Name}", inner.Value, depth + 1);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Value(field, path, item, depth + 1);
                }

                break;
            case JsonValueKind.String:
                StringValue(field, path, value);
                break;
            case JsonValueKind.Number when !(value.TryGetDouble(out var number) && double.IsFinite(number)):
                Reject(
                    $"{Code(field)}_number_not_finite",
                    $"'{Shown(field, path)}' is {Show(value.GetRawText())}, which is beyond what a number holds.");
                break;
            case JsonValueKind.Undefined:
                Reject($"{Code(field)}_value_missing", $"'{Shown(field, path)}' has no value; use null to remove it.");
                break;
        }
    }

    private void StringValue(string field, string path, JsonElement value)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Reject($"{Code(field)}_value_malformed", $"'{Shown(field, path)}' holds half of a surrogate pair, which is no character.");
            return;
        }

        Text(field, path, text, InteractionLimits.TextLength);
    }
}
