using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Tracking;

/// <summary>A request body as a typed record; what does not fit, or has no place in it, is answered with its JSON path.</summary>
internal static class JsonBody
{
    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpContext context, JsonTypeInfo<T> type, int maxBytes, CancellationToken cancellationToken)
        where T : class
    {
        var (document, problem) = await RequestBody.ReadAsync(context, maxBytes, cancellationToken);
        if (document is null)
        {
            return (null, problem);
        }

        using (document)
        {
            return Read(document, type);
        }
    }

    /// <summary>The record of a document that was read, and stays its reader's.</summary>
    public static (T? Value, ProblemHttpResult? Problem) Read<T>(JsonDocument document, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var value = document.Deserialize(type);
            return UnknownFields.FaultOf(document.RootElement, type) is { } unknown
                ? (null, Problem.BadRequest(UnknownFields.Code, $"{unknown.Path} {unknown.Reason}.", unknown))
                : (value, null);
        }
        catch (JsonException exception)
        {
            var fault = BodyFaults.Of(document.RootElement, type, exception.Path);

            // "as of" has one code, wherever it is asked.
            return (null, Problem.BadRequest(
                fault.Path == "$." + AskedTimes.AsOf ? AskedTimes.InvalidCode : "field_invalid", $"{fault.Path} {fault.Reason}.", fault));
        }
        catch (InvalidOperationException)
        {
            return (null, Problem.BadRequest("text_invalid", "The body holds text that is no Unicode."));
        }
    }
}
