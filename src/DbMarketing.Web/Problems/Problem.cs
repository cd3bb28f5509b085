using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Problems;

/// <summary>One fault of a request, by JSON path.</summary>
public sealed record FieldFault(string Path, string Reason);

/// <summary>
/// Answers as <c>application/problem+json</c>, each with a stable <c>code</c>. What is told back of a request is cut, however long it was.
/// </summary>
internal static class Problem
{
    /// <summary>Longest detail, in characters.</summary>
    public const int MaxDetailLength = 2_000;

    /// <summary>Longest path and longest reason of one fault, in characters.</summary>
    public const int MaxFaultLength = 500;

    /// <summary>Most faults told at once; a playbook may have as many.</summary>
    public const int MaxFaults = 1_000;

    public static ProblemHttpResult Of(int status, string code, string detail, IReadOnlyList<FieldFault>? errors = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (errors is not null)
        {
            IReadOnlyList<FieldFault> told =
                [.. errors.Take(MaxFaults).Select(e => new FieldFault(Cut(e.Path, MaxFaultLength), Cut(e.Reason, MaxFaultLength)))];
            extensions["errors"] = told;
        }

        return TypedResults.Problem(
            Cut(detail, MaxDetailLength), statusCode: status, title: TitleOf(status), type: "urn:dbmarketing:problem:" + code,
            extensions: extensions);
    }

    public static ProblemHttpResult BadRequest(string code, string detail, params IReadOnlyList<FieldFault> errors) =>
        Of(StatusCodes.Status400BadRequest, code, detail, errors.Count == 0 ? null : errors);

    /// <summary>Content that was read and is not valid: how many faults it has, and the first of them.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="has">What has them, up to their number.</param>
    /// <param name="errors">All of them, at least one.</param>
    public static ProblemHttpResult OfFaults(string code, string has, IReadOnlyList<FieldFault> errors)
    {
        var end = errors[0].Reason.EndsWith('?') ? "" : ".";
        var number = errors.Count == 1 ? "one fault: " : FormattableString.Invariant($"{errors.Count} faults. First: ");
        return Of(StatusCodes.Status422UnprocessableEntity, code, $"{has}{number}{errors[0].Path}: {errors[0].Reason}{end}", errors);
    }

    public static ProblemHttpResult NotFound(string code, string detail) => Of(StatusCodes.Status404NotFound, code, detail);

    public static ProblemHttpResult Forbidden(string code, string detail) => Of(StatusCodes.Status403Forbidden, code, detail);

    public static ProblemHttpResult Unauthorized(HttpContext context, string code, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Of(StatusCodes.Status401Unauthorized, code, detail);
    }

    /// <summary>With <c>Retry-After</c> in whole seconds, at least one.</summary>
    public static ProblemHttpResult RetryLater(HttpContext context, int status, string code, string detail, TimeSpan after)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Of(status, code, detail);
    }

    /// <summary>The text, or its beginning and an ellipsis; never half a character.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");

    public static string CodeOf(int status) => status switch
    {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        408 => "body_too_slow",
        413 => "body_too_large",
        415 => "media_type_not_supported",
        429 => "too_many_requests",
        503 => "unavailable",
        _ => status >= 500 ? "internal_error" : "refused",
    };

    private static string TitleOf(int status) => status switch
    {
        400 => "The request cannot be understood",
        401 => "A valid key or token is needed",
        403 => "The key or token does not allow this",
        404 => "There is nothing here",
        405 => "The method is not allowed here",
        408 => "The request came too slowly",
        409 => "The state has changed",
        413 => "The body is too large",
        415 => "The media type is not supported",
        422 => "The content is not valid",
        429 => "Too many requests",
        503 => "The service is not available now",
        _ => status >= 500 ? "Something went wrong here" : "The request was refused",
    };
}
