using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// A request body as JSON, whatever its content type says: RudderStack's client sends gzip under a form type and analytics.js sends JSON as
/// text/plain. Gzip is known by its first bytes. The unpacked size is bounded as well.
/// </summary>
internal static class RequestBody
{
    /// <summary>
    /// Deep enough that one event of nonsense nesting does not spoil the batch; each event is then judged by its own depth.
    /// </summary>
    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = 512, AllowTrailingCommas = false };

    public static async Task<(JsonDocument? Document, ProblemHttpResult? Problem)> ReadAsync(
        HttpContext context, int maxBytes, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(context.Request, maxBytes, cancellationToken);
        if (bytes is null)
        {
            return (null, TooLarge(maxBytes));
        }

        if (bytes.Length > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b)
        {
            try
            {
                bytes = Unpack(bytes, maxBytes);
            }
            catch (InvalidDataException exception)
            {
                return (null, Problem.BadRequest("gzip_invalid", $"The body begins as gzip but cannot be unpacked: {exception.Message}"));
            }

            if (bytes is null)
            {
                return (null, TooLarge(maxBytes));
            }
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

    private static async Task<byte[]?> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static byte[]? Unpack(byte[] packed, int maxBytes)
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
                    return null;
                }

                unpacked.Write(chunk, 0, count);
            }

            return unpacked.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
