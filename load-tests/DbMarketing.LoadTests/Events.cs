using System.Globalization;
using System.Text;

namespace DbMarketing.LoadTests;

/// <summary>Bodies of the tracking API, each event with an id of its own.</summary>
internal static class Events
{
    /// <summary>A turn's payload of typical length.</summary>
    public static string Payload { get; } =
        """[{"entry":"recorded","at":"2026-01-01T00:00:00.000Z","interaction":{"type":"productViewed","messageId":"0123456789","""
        + """ "source":"web","""
        + """ "occurredAt":"2026-01-01T00:00:00.000Z","receivedAt":"2026-01-01T00:00:00.000Z","product":{"productId":"p1","quantity":1,"""
        + """ "price":9.99,"category":"toys.bricks"}},"effectiveAt":"2026-01-01T00:00:00.000Z","day":20454,"interests":[]}]""";

    private const string Content =
        """ "type":"track","event":"Product Viewed","properties":{"product_id":"p1","price":9.99,"category":"toys.bricks"}""";

    private static long _count;

    public static byte[] Batch(int size, int customers, Random random)
    {
        var body = new StringBuilder("""{"batch":[""");
        for (var i = 0; i < size; i++)
        {
            body.Append(i == 0 ? "" : ",").Append(One(customers, random));
        }

        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    public static byte[] Single(int customers, Random random) => Encoding.UTF8.GetBytes(One(customers, random));

    private static string One(int customers, Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{{{{Content}}},"messageId":"b{{{Interlocked.Increment(ref _count)}}}","userId":"c{{{random.Next(customers)}}}"}""");
}
