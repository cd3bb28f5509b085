using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DbMarketing.Web.Problems;

/// <summary>
/// Which value of a request's query could not be read: routing refuses such a request before its endpoint is asked, and says nothing.
/// </summary>
internal static class QueryFaults
{
    /// <summary>The first of them with what is wanted instead; null when the query is not what was refused.</summary>
    public static FieldFault? Find(HttpContext context)
    {
        foreach (var parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            var text = context.Request.Query[parameter.Name].ToString();
            if (text.Length > 0 && WantedOf(parameter.ParameterInfo, text) is { } wanted)
            {
                return new(parameter.Name, $"is '{Problem.Cut(text, 40)}'; {wanted} is wanted");
            }
        }

        return null;
    }

    private static string? WantedOf(ParameterInfo parameter, string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(int) && !int.TryParse(text, invariant, out _) ? WholeNumber(parameter, int.MinValue, int.MaxValue)
            : type == typeof(long) && !long.TryParse(text, invariant, out _) ? WholeNumber(parameter, long.MinValue, long.MaxValue)
            : type == typeof(DateTimeOffset) && !DateTimeOffset.TryParse(text, invariant, out _)
                ? "an instant such as 2026-03-02T12:00:00Z (a + is written %2B)"
            : null;
    }

    private static string WholeNumber(ParameterInfo parameter, object least, object greatest)
    {
        var range = parameter.GetCustomAttribute<RangeAttribute>();
        return string.Create(
            CultureInfo.InvariantCulture, $"a whole number from {range?.Minimum ?? least} to {range?.Maximum ?? greatest}");
    }
}
