using System.Buffers;
using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web;

/// <summary>
/// Instants that a caller asks about, such as "as of" and "until". The calendar of the machine ends in the years 1 and 9999; a little
/// arithmetic at its ends would fail, so what is asked stays away from them.
/// </summary>
internal static class AskedTimes
{
    /// <summary>The parameter, and the field of bodies, that names another instant than now.</summary>
    public const string AsOf = "asOf";

    /// <summary>The code of an instant as of which nothing can be asked, in a query and in a body alike.</summary>
    public const string InvalidCode = "as_of_invalid";

    /// <summary>How far ahead of the server's clock an instant may lie: ten years.</summary>
    public const int MaxDaysAhead = 3_653;

    /// <summary>What an instant must be; without its offset the machine's own zone would decide which one is meant.</summary>
    public const string Wanted = "an instant with its offset such as 2026-03-02T12:00:00Z";

    private static readonly SearchValues<char> s_written = SearchValues.Create("0123456789-+:.TZ");

    /// <summary>The one reading of an instant, in queries and bodies: ISO 8601 to the minute or finer, with Z or an offset.</summary>
    public static bool TryRead(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is not { Length: > 16 and <= 40 } || text.AsSpan().ContainsAnyExcept(s_written)
            || (text[^1] != 'Z' && text.AsSpan(16).IndexOfAny('+', '-') < 0))
        {
            return false;
        }

        var reader = new Utf8JsonReader(Encoding.ASCII.GetBytes($"\"{text}\""));
        return reader.Read() && reader.TryGetDateTimeOffset(out instant);
    }

    /// <summary>What is wrong with an instant, to follow the field's name; null when it may be asked about.</summary>
    public static string? FaultOf(DateTimeOffset? asked, DateTimeOffset now)
    {
        var latest = now.AddDays(MaxDaysAhead);
        return asked < InteractionLimits.Earliest || asked > latest
            ? $"is {asked:O}; {InteractionLimits.Earliest:O} to {latest:O} are allowed"
            : null;
    }

    /// <summary>What a caller is told of an "as of" that cannot be asked about.</summary>
    public static ProblemHttpResult Refuse(string fault) =>
        Problem.BadRequest(InvalidCode, $"{AsOf} {fault}.", new FieldFault(AsOf, fault));
}
