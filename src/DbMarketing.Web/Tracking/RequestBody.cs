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
/// text/plain. Gzip is known by its first bytes. The unpacked size is bounded as well, and what all requests hold together.
/// </summary>
internal static class RequestBody
{
    /// <summary>
    /// Deep enough that one event of nonsense nesting does not spoil the batch; each event is then judged by its own depth.
    /// </summary>
    public const int MaxDepth = 512;

    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = MaxDepth, AllowTrailingCommas = false };

    public static async Task<(JsonDocument? Document, ProblemHttpResult? Problem)> ReadAsync(
        HttpContext context, int maxBytes, CancellationToken cancellationToken)
    {
        var share = context.RequestServices.GetRequiredService<BodiesInFlight>().Begin();
        context.Response.RegisterForDispose(share);
        var (bytes, problem) = await ReadBytesAsync(context, share, maxBytes, cancellationToken);
        if (bytes is { Length: > 2 } packed && packed[0] == 0x1f && packed[1] == 0x8b)
        {
            try
            {
                (bytes, problem) = Unpack(context, share, packed, maxBytes);
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
            var start = bytes is [0xef, 0xbb, 0xbf, ..] ? 3 : 0;
            var document = JsonDocument.Parse(bytes.AsMemory(start), Parsing);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return (document, null);
            }

            document.Dispose();
            return (null, Problem.BadRequest("body_not_object", "The body is JSON but no object; an object is expected."));
        }
        catch (JsonException exception)
        {
            return (null, Problem.BadRequest(
                "invalid_json", $"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: "
                    + $"{exception.Message.Split(" LineNumber: ")[0]}"));
        }
    }

    private static ProblemHttpResult TooLarge(int maxBytes) => Problem.Of(
        StatusCodes.Status413PayloadTooLarge, "body_too_large",
            $"The body, unpacked, is longer than {maxBytes} bytes (setting Web:MaxBodyBytes). Send smaller batches.");

    private static ProblemHttpResult TooMany(HttpContext context) => Problem.RetryLater(
        context, StatusCodes.Status503ServiceUnavailable, "overloaded",
        "The bodies of the requests under way have as many bytes as the server holds at once (setting "
            + $"Web:{nameof(WebOptions.MaxBodyBytesInFlight)}). Nothing of this request was stored.",
        TimeSpan.FromSeconds(1));

    private static async Task<(byte[]? Bytes, ProblemHttpResult? Problem)> ReadBytesAsync(
        HttpContext context, BodiesInFlight.BodyShare share, int maxBytes, CancellationToken cancellationToken)
    {
        var announced = context.Request.ContentLength ?? 0;
        if (announced > maxBytes)
        {
            return (null, TooLarge(maxBytes));
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var problem = read.Buffer.Length > maxBytes ? TooLarge(maxBytes)
                : share.TryGrowTo(Math.Max(announced, read.Buffer.Length)) ? null
                : TooMany(context);
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
        HttpContext context, BodiesInFlight.BodyShare share, byte[] packed, int maxBytes)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream(Math.Min(maxBytes, packed.Length * 4));
        var chunk = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (gzip.Read(chunk) is var count and > 0)
            {
                if (unpacked.Length + count > maxBytes)
                {
                    return (null, TooLarge(maxBytes));
                }

                if (!share.TryGrowTo(packed.Length + unpacked.Length + count))
                {
                    return (null, TooMany(context));
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
