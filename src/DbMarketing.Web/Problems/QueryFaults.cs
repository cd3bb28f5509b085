using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace DbMarketing.Web.Problems;

/// <summary>
/// What of a request's query its endpoint could not read, or would pass over in silence. Routing would refuse the one without a word, and
/// an "as of" that nobody reads would be answered with what is true of now.
/// </summary>
internal static class QueryFaults
{
    /// <summary>What a caller is told; null when the query can be read.</summary>
    public static ProblemHttpResult? Find(HttpContext context)
    {
        var (query, reads) = (context.Request.Query, false);
        if (query.Count == 0 || context.GetEndpoint() is not { } endpoint)
        {
            return null;
        }

        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
        {
            reads |= parameter.Name == AskedTimes.AsOf;
            if (query.TryGetValue(parameter.Name, out var values) && WantedOf(parameter.ParameterInfo, values.ToString()) is { } wanted)
            {
                var given = values.ToString() is { Length: > 0 } text ? $"'{Problem.Cut(text, 40)}'" : "empty";
                var fault = new FieldFault(parameter.Name, $"is {given}; {wanted} is wanted");
                return Problem.BadRequest(CodeOf(fault.Path), $"{fault.Path} {fault.Reason}.", fault);
            }
        }

        return !reads && query.ContainsKey(AskedTimes.AsOf) && context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
            ? Unanswerable(endpoint.Metadata.GetMetadata<OfNowAlone>()?.Why ?? (HttpMethods.IsGet(context.Request.Method)
                ? "this answer is of now" : "where it can be asked with this method, it is a field of the body"))
            : null;
    }

    /// <summary>Says why an endpoint answers no question about another instant.</summary>
    public static TBuilder AnswersOfNowAlone<TBuilder>(this TBuilder builder, string why)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new OfNowAlone(why)));
        return builder;
    }

    private static ProblemHttpResult Unanswerable(string why) => Problem.BadRequest(
        "as_of_unanswerable", $"{AskedTimes.AsOf} cannot be asked here: {why}.",
        new FieldFault(AskedTimes.AsOf, "cannot be asked: " + why));

    /// <summary>Codes are written with underscores.</summary>
    private static string CodeOf(string field) => field == AskedTimes.AsOf ? AskedTimes.InvalidCode : field + "_invalid";

    private static string? WantedOf(ParameterInfo parameter, string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(int) && !int.TryParse(text, invariant, out _) ? WholeNumber(parameter, int.MinValue, int.MaxValue)
            : type == typeof(long) && !(long.TryParse(text, invariant, out var number) && IsInRange(parameter, number))
                ? WholeNumber(parameter, long.MinValue, long.MaxValue)
            : type == typeof(bool) && !bool.TryParse(text, out _) ? "true or false"
            : type == typeof(DateTimeOffset) && !AskedTimes.TryRead(text, out _) ? AskedTimes.Wanted + " (a + is written %2B)"
            : null;
    }

    /// <summary>Of numbers of rows and keys, which endpoints take as they come; limits of an answer they refuse by themselves.</summary>
    private static bool IsInRange(ParameterInfo parameter, long number) =>
        parameter.GetCustomAttribute<RangeAttribute>()?.IsValid(number) != false;

    private static string WholeNumber(ParameterInfo parameter, object least, object greatest)
    {
        var range = parameter.GetCustomAttribute<RangeAttribute>();
        return string.Create(
            CultureInfo.InvariantCulture, $"a whole number from {range?.Minimum ?? least} to {range?.Maximum ?? greatest}");
    }

    private sealed record OfNowAlone(string Why);
}
