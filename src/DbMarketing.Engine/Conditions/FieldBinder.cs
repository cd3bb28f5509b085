using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>Binds fields to the readers of their values, by type.</summary>
internal static class FieldBinder
{
    public static BoundField Number(Field field, Func<ConditionInput, double?> read, TimeCourse<double>? course = null) =>
        new ComparableField<double>(
            field,
            new(read, course),
            value => NumberIn(value) is { } number && !(number < field.Min) && !(number > field.Max) ? number : null,
            field.Min is null ? "a number" : string.Create(CultureInfo.InvariantCulture, $"a number from {field.Min} to {field.Max}"));

    /// <summary>The time that has passed since an instant of the customer's.</summary>
    public static BoundField Elapsed(Field field, Func<ConditionInput, DateTimeOffset?> since) => new ComparableField<TimeSpan>(
        field,
        new(input => input.Now - since(input), TimeCourses.Elapsed(since)),
        value => value.ValueKind == JsonValueKind.String && Durations.TryParse(value.GetString(), out var duration) ? duration : null,
        "a duration such as 30d, 12h, 15m or 90s");

    public static BoundField Boolean(Field field, Func<ConditionInput, bool?> read, TimeCourse<bool>? course = null) =>
        new ComparableField<bool>(
            field,
            new(read, course),
            value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null,
            "true or false");

    public static BoundField Date(Field field, Func<ConditionInput, DateOnly?> read) => new ComparableField<DateOnly>(
        field, new(read), DateIn, "a date such as 1990-05-17");

    /// <summary>The date that a JSON text begins with: traits often carry a time of day behind it.</summary>
    public static DateOnly? DateIn(JsonElement value)
    {
        const int Length = 10;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length >= Length
            && (text.Length == Length || text[Length] == 'T')
            && DateOnly.TryParseExact(text.AsSpan(0, Length), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : null;
    }

    private static double? NumberIn(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}
