using System.Text.Json;

namespace DbMarketing.Server.Import;

/// <summary>Reads a scalar of a JSON object by a dotted path.</summary>
internal static class JsonPath
{
    /// <summary>The scalar as text; empty when the path leads nowhere, to null, or to an object or array.</summary>
    public static string Read(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return "";
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => TextOf(element),
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => "",
        };
    }

    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException("a text holds an escaped half of a character (a lone surrogate)", exception);
        }
    }
}
