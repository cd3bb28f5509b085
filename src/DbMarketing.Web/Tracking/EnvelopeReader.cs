using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tracking;

/// <summary>What holds for every event of one request.</summary>
/// <param name="Caller">Whose key sent it.</param>
/// <param name="Batch">The request's whole body; its <c>context</c> and <c>sentAt</c> hold for events that have none.</param>
/// <param name="ReceivedAt">The server's clock, whole milliseconds.</param>
/// <param name="Address">The address that the request came from.</param>
internal sealed record TrackingRequest(Caller Caller, JsonElement Batch, DateTimeOffset ReceivedAt, IPAddress? Address);

/// <summary>Reads who, when and how of an event, tolerating what the public clients really send.</summary>
internal static class EnvelopeReader
{
    /// <summary>A sender's clock that differs by less is believed, so that times given on purpose stay as they are.</summary>
    public static readonly TimeSpan SkewTolerance = TimeSpan.FromSeconds(5);

    /// <summary>3 March 1973; as seconds, the year 5138.</summary>
    private const long LeastUnixMilliseconds = 100_000_000_000;
    public const int MaxMessageIdLength = 100;
    public const int MaxSessionIdLength = 100;
    public const int MaxChannelLength = 64;

    /// <summary>Bytes of a campaign, which a batch's context may put into every event.</summary>
    public const int MaxCampaignBytes = 2 * 1024;
    private static readonly string[] BrowserLibraries = ["analytics.js", "analytics-next", "dbmarketing.js", "RudderLabs JavaScript SDK"];

    /// <summary>The envelope, or the verdict that refuses the event.</summary>
    public static EventEnvelope? Read(TrackingRequest request, JsonElement source, string type, int occurrence, out Verdict fault)
    {
        if (!TryIdentify(source, out var known, out var anonymous, out fault))
        {
            return null;
        }

        var messageId = Scalar(source, "messageId");
        if (messageId is { Length: > MaxMessageIdLength })
        {
            fault = Verdict.Rejected("message_id_too_long",
                $"messageId has {messageId.Length} characters; the limit is {MaxMessageIdLength}.");
            return null;
        }

        if (!TryOccurredAt(request, source, out var occurredAt, out fault))
        {
            return null;
        }

        if (!TryContext(request, source, out var context, out fault))
        {
            return null;
        }

        if (!TryCampaign(context, out var campaign, out fault))
        {
            return null;
        }

        var properties = Member(source, type is "identify" or "group" ? "traits" : "properties") ?? Member(source, "properties");
        if (properties is { ValueKind: not JsonValueKind.Object } odd)
        {
            fault = Verdict.Rejected("properties_not_object",
                $"{(type is "identify" or "group" ? "traits" : "properties")} is {EventFields.Describe(odd)}; an object is expected.");
            return null;
        }

        return new EventEnvelope
        {
            Type = type,
            Event = source,
            Properties = properties ?? default,
            Customer = known.IsDefault ? anonymous : known,
            Link = known.IsDefault ? default : anonymous,
            MessageId = messageId ?? MessageIds.Derive(source, occurrence),
            Source = request.Caller.Source,
            OccurredAt = occurredAt,
            ReceivedAt = request.ReceivedAt,
            Channel = ChannelOf(source, context, type),
            SessionId = SessionOf(source, context),
            // Whoever is marked leaves the statistics for good, so that only a trusted caller may mark anybody.
            Test = request.Caller.Test || (request.Caller.Trusted && Member(context, "test") is { ValueKind: JsonValueKind.True }),
            Address = AddressOf(request, context),
            Campaign = campaign,
        };
    }

    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Member(JsonElement source, string name) =>
        source.ValueKind == JsonValueKind.Object && source.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value : null;

    /// <summary>A text, or a number as its digits; null for anything else and for an empty text.</summary>
    public static string? Scalar(JsonElement source, string name) => Member(source, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? some : null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static bool TryIdentify(JsonElement source, out CustomerId known, out CustomerId anonymous, out Verdict fault)
    {
        known = anonymous = default;
        fault = default;
        string? blocked = null;
        foreach (var name in (ReadOnlySpan<string>)["userId", "anonymousId"])
        {
            if (Member(source, name) is { ValueKind: not (JsonValueKind.String or JsonValueKind.Number) } odd)
            {
                fault = Verdict.Rejected("id_not_text", $"{name} is {EventFields.Describe(odd)}; a text is expected.");
                return false;
            }

            if (Scalar(source, name) is not { } id)
            {
                continue;
            }

            if (CustomerIds.FaultOf(name, id) is { } wrong)
            {
                fault = wrong;
                return false;
            }

            if (BlockedIds.IsBlocked(id))
            {
                blocked = $"{name} '{id}' stands for nobody, so it cannot name a customer.";
            }
            else if (name == "userId")
            {
                known = CustomerId.Known(id);
            }
            else
            {
                anonymous = CustomerId.Anonymous(id);
            }
        }

        if (known.IsDefault && anonymous.IsDefault)
        {
            fault = blocked is null
                ? Verdict.Rejected("identity_missing", "The event has neither userId nor anonymousId; one is needed.")
                : Verdict.Rejected("id_blocked", blocked);
            return false;
        }

        return true;
    }

    private static bool TryOccurredAt(TrackingRequest request, JsonElement source, out DateTimeOffset occurredAt, out Verdict fault)
    {
        occurredAt = request.ReceivedAt;
        if (!TryTime(source, "originalTimestamp", out var original, out fault)
            || !TryTime(source, "timestamp", out var stamp, out fault)
            || !TryTime(source, "sentAt", out var sentAt, out fault))
        {
            return false;
        }

        if ((original ?? stamp) is not { } said)
        {
            return true;
        }

        if (sentAt is null && !TryTime(request.Batch, "sentAt", out sentAt, out _))
        {
            sentAt = null;
        }

        var skew = request.ReceivedAt - (sentAt ?? request.ReceivedAt);
        occurredAt = skew.Duration() <= SkewTolerance || !CanShift(said, skew) ? said : said + skew;
        occurredAt = new DateTimeOffset(occurredAt.UtcTicks - (occurredAt.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return true;
    }

    /// <summary>The field that says when the event happened.</summary>
    public static string TimeNameOf(JsonElement source) =>
        Member(source, "originalTimestamp") is not null ? "originalTimestamp" : "timestamp";

    private static bool CanShift(DateTimeOffset time, TimeSpan by) =>
        time.UtcTicks + by.Ticks is >= 0 and <= 3_155_378_975_999_999_999;

    /// <summary>
    /// Without an offset it is taken as UTC, whatever the zone of the machine. One with another offset than Z comes as local time, in which
    /// an hour of autumn stands twice, so it is read anew.
    /// </summary>
    private static bool TryTime(JsonElement text, out DateTimeOffset time)
    {
        if (text.TryGetDateTime(out var written) && written.Kind != DateTimeKind.Local)
        {
            time = new(written, TimeSpan.Zero);
            return true;
        }

        return text.TryGetDateTimeOffset(out time) || DateTimeOffset.TryParse(
            text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryTime(JsonElement source, string name, out DateTimeOffset? time, out Verdict fault)
    {
        time = null;
        fault = default;
        if (Member(source, name) is not { } value)
        {
            return true;
        }

        if (value.ValueKind == JsonValueKind.String && TryTime(value, out var parsed))
        {
            time = parsed.ToUniversalTime();
            return true;
        }

        // Some back ends send Unix milliseconds. Seconds would be an instant of early 1970, and nobody means one of those by a number.
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var ms)
            && ms is >= LeastUnixMilliseconds and < 253_402_300_800_000)
        {
            time = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            return true;
        }

        fault = Verdict.Rejected("time_invalid",
            $"{name} is {EventFields.Describe(value)}; an ISO 8601 time is expected, such as 2026-11-22T09:30:00Z, or Unix milliseconds "
                + $"from {LeastUnixMilliseconds} on.");
        return false;
    }

    private static bool TryContext(TrackingRequest request, JsonElement source, out JsonElement context, out Verdict fault)
    {
        fault = default;
        context = default;
        if (Member(source, "context") is { } own)
        {
            if (own.ValueKind != JsonValueKind.Object)
            {
                fault = Verdict.Rejected("context_not_object", $"context is {EventFields.Describe(own)}; an object is expected.");
                return false;
            }

            context = own;
        }

        if (Member(request.Batch, "context") is { ValueKind: JsonValueKind.Object } shared && !shared.Equals(context))
        {
            context = context.ValueKind == JsonValueKind.Undefined ? shared : MergedContext.Of(shared, context);
        }

        return true;
    }

    private static bool TryCampaign(JsonElement context, out JsonElement? campaign, out Verdict fault)
    {
        fault = default;
        campaign = Member(context, "campaign") is { ValueKind: JsonValueKind.Object } given ? given : null;
        if (campaign is not { } found)
        {
            return true;
        }

        if (JsonMarshal.GetRawUtf8Value(found).Length is > MaxCampaignBytes and var length)
        {
            fault = Verdict.Rejected("campaign_too_long", $"context.campaign has {length} bytes; the limit is {MaxCampaignBytes}.");
            return false;
        }

        campaign = found.Clone();
        return true;
    }

    /// <summary>Segment and RudderStack name the device there, not the company's channel.</summary>
    private static string? ChannelOf(JsonElement source, JsonElement context, string type)
    {
        var said = Scalar(source, "channel") ?? Scalar(context, "channel");
        var channel = said switch
        {
            "browser" => "web",
            "mobile" => "app",
            "server" or "sources" => null,
            { Length: > MaxChannelLength } => null,
            _ => said,
        };
        if (channel is not null || said is not null)
        {
            return channel;
        }

        if (type == "screen")
        {
            return "app";
        }

        return Member(context, "library") is { } library && Scalar(library, "name") is { } name && BrowserLibraries.Contains(name)
            ? "web" : null;
    }

    private static string? SessionOf(JsonElement source, JsonElement context) =>
        (Scalar(source, "sessionId") ?? Scalar(context, "sessionId")) is { Length: <= MaxSessionIdLength } session ? session : null;

    private static string? AddressOf(TrackingRequest request, JsonElement context)
    {
        var address = request.Caller.Trusted && Scalar(context, "ip") is { } said && IPAddress.TryParse(said, out var parsed) ? parsed
            : request.Caller.Trusted ? null : request.Address;
        return address?.ToString();
    }
}
