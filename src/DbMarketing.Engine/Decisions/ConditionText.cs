using System.Text;
using DbMarketing.Engine.Conditions;

namespace DbMarketing.Engine.Decisions;

/// <summary>Conditions as text that is equal when they say the same in the same order.</summary>
internal static class ConditionText
{
    public static string Of(Condition condition)
    {
        var text = new StringBuilder();
        Write(text, condition);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Condition condition)
    {
        WriteAll(text, "all", condition.All);
        WriteAll(text, "any", condition.Any);
        if (condition.Not is { } not)
        {
            WriteAll(text, "not", [not]);
        }

        // Names may hold any character, so each is preceded by its length.
        WriteText(text, condition.Segment);
        WriteText(text, condition.Field);
        text.Append((int)condition.Op);
        WriteText(text, condition.Value?.GetRawText());
        WriteText(text, condition.Within);
    }

    private static void WriteAll(StringBuilder text, string form, IReadOnlyList<Condition>? conditions)
    {
        foreach (var condition in conditions ?? [])
        {
            text.Append(form).Append('(');
            Write(text, condition);
            text.Append(')');
        }
    }

    private static void WriteText(StringBuilder text, string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part);
}
