using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// A request body as JSON, whatever its content type says: RudderStack's client sends gzip under a form type and analytics.js sends JSON as
/// text/plain. Gzip is known by its first bytes. The unpacked size is bounded as well, the number of values, and what all requests hold
/// together: a body is charged as it comes, and with what is made of it before that is made.
/// </summary>
internal static class RequestBody
{
    /// <summary>
    /// Deep enough that one event of nonsense nesting does not spoil the batch; each event is then judged by its own depth.
    /// </summary>
    public const int MaxDepth = 512;

    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = MaxDepth, AllowTrailingCommas = false };

    /// <summary>The body of a caller whose key was accepted.</summary>
    public static async Task<(JsonDocument? Document, ProblemHttpResult? Problem)> ReadAsync(
        HttpContext context, int maxBytes, CancellationToken cancellationToken)
    {
        var portion = Hold(context, context.RequestServices.GetRequiredService<BytesInFlight>().Begin());
        var (body, problem) = await ReceiveAsync(context, portion, maxBytes, cancellationToken);
        return body is { } received ? Parse(context, received) : (null, problem);
    }

    /// <summary>Leaves the portion with its request, which lets it go when the answer was sent.</summary>
    public static BytesInFlight.Portion Hold(HttpContext context, BytesInFlight.Portion portion)
    {
        context.Response.RegisterForDispose(portion);
        context.Features.Set(portion);
        return portion;
    }

    /// <summary>The body as it came, unpacked; nothing is made of it yet, so that a sender who has shown no key costs no more.</summary>
    public static async Task<(ReceivedBody? Body, ProblemHttpResult? Problem)> ReceiveAsync(
        HttpContext context, BytesInFlight.Portion portion, int maxBytes, CancellationToken cancellationToken)
    {
        var (bytes, problem) = await ReadBytesAsync(context, portion, maxBytes, cancellationToken);
        if (bytes is { Length: > 2 } packed && packed[0] == 0x1f && packed[1] == 0x8b)
        {
            try
            {
                (bytes, problem) = Unpack(context, portion, packed, maxBytes);
            }
            catch (InvalidDataException exception)
            {
                return (null, Problem.BadRequest("gzip_invalid", $"The body begins as gzip but cannot be unpacked: {exception.Message}"));
            }
        }

        if (bytes is null)
        {
            return (null, problem);
        }

        if (bytes.Length == 0)
        {
            return (null, Problem.BadRequest("body_empty", "The body is empty; a JSON object is expected."));
        }

        try
        {
            var text = bytes.AsMemory(bytes is [0xef, 0xbb, 0xbf, ..] ? 3 : 0);
            var maxValues = context.RequestServices.GetRequiredService<WebOptions>().MaxBodyValues;
            var outline = BodyOutline.Read(text.Span, maxValues);
            return outline.Values > maxValues ? (null, TooManyValues(maxValues))
                : outline.Root != JsonTokenType.StartObject
                    ? (null, Problem.BadRequest("body_not_object", "The body is JSON but no object; an object is expected."))
                    : (new ReceivedBody(text, outline, portion), null);
        }
        catch (JsonException exception)
        {
            return (null, Problem.BadRequest(
                "invalid_json", $"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: "
                    + $"{exception.Message.Split(" LineNumber: ")[0]}"));
        }
    }

    /// <summary>The document of a body that was received, charged before it is made.</summary>
    public static (JsonDocument? Document, ProblemHttpResult? Problem) Parse(HttpContext context, ReceivedBody body) =>
        body.Portion.TryGrow(body.Text.Length + ((long)body.Outline.Values * BytesInFlight.BytesPerValue))
            ? (JsonDocument.Parse(body.Text, Parsing), null)
            : (null, TooMany(context, body.Portion));

    /// <summary>What a caller is told when the requests under way hold too much.</summary>
    public static ProblemHttpResult TooMany(HttpContext context, BytesInFlight.Portion portion) => Problem.RetryLater(
        context, StatusCodes.Status503ServiceUnavailable, "overloaded",
        portion.IsUnknown
            ? $"The bodies under way of senders who have shown no key take as many bytes as the server holds of them (setting "
                + $"Web:{nameof(WebOptions.MaxUnknownBytesInFlight)}, and for one address a part of it). Nothing of this request was "
                + "stored. A key in the header Authorization needs none of them."
            : "The requests under way take as many bytes as the server holds at once (setting "
                + $"Web:{nameof(WebOptions.MaxBodyBytesInFlight)}). Nothing of this request was stored.",
        TimeSpan.FromSeconds(1));

    private static ProblemHttpResult TooLarge(HttpContext context, int maxBytes) => Problem.Of(
        StatusCodes.Status413PayloadTooLarge, "body_too_large",
            $"The body, unpacked, is longer than {maxBytes} bytes, "
                + (maxBytes == context.RequestServices.GetRequiredService<WebOptions>().MaxBodyBytes
                    ? $"the setting Web:{nameof(WebOptions.MaxBodyBytes)}. Send smaller batches." : "which is the limit of this call."));

    private static ProblemHttpResult TooManyValues(int maxValues) => Problem.Of(
        StatusCodes.Status413PayloadTooLarge, "body_values_too_many",
            $"The body holds more than {maxValues} JSON values (setting Web:{nameof(WebOptions.MaxBodyValues)}). Send smaller batches.");

    private static async Task<(byte[]? Bytes, ProblemHttpResult? Problem)> ReadBytesAsync(
        HttpContext context, BytesInFlight.Portion portion, int maxBytes, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            return (null, TooLarge(context, maxBytes));
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            // What a sender announces costs nothing; only what has come is charged.
            var read = await reader.ReadAsync(cancellationToken);
            var problem = read.Buffer.Length > maxBytes ? TooLarge(context, maxBytes)
                : portion.TryGrowTo(read.Buffer.Length) ? null
                : TooMany(context, portion);
            if (problem is not null)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (null, problem);
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (bytes, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static (byte[]? Bytes, ProblemHttpResult? Problem) Unpack(
        HttpContext context, BytesInFlight.Portion portion, byte[] packed, int maxBytes)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (gzip.Read(chunk) is var count and > 0)
            {
                if (unpacked.Length + count > maxBytes)
                {
                    return (null, TooLarge(context, maxBytes));
                }

                if (!portion.TryGrowTo(packed.Length + unpacked.Length + count))
                {
                    return (null, TooMany(context, portion));
                }

                unpacked.Write(chunk, 0, count);
            }

            return (unpacked.ToArray(), null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}

/// <summary>A body as it came, unpacked and known to be a JSON object, with the portion that holds it.</summary>
internal sealed record ReceivedBody(ReadOnlyMemory<byte> Text, BodyOutline Outline, BytesInFlight.Portion Portion);
