using System.Text.Json;

namespace DbMarketing.Web.Tests.Population;

/// <summary>What tests of answers as of another instant do in between.</summary>
internal static class PastSteps
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Dictionary<string, object> Order(string customer, string id, int total, string kind = "userId", DateTimeOffset? at = null) => new()
    {
        ["type"] = "track", [kind] = customer, ["messageId"] = id, ["event"] = "Order Completed",
        ["properties"] = new { order_id = id, total, currency = "USD" }, ["timestamp"] = at ?? TimeProvider.System.GetUtcNow(),
    };

    /// <summary>An instant, escaped, that is after all turns so far and before all that follow.</summary>
    public static async Task<string> AfterAsync(WebServer server)
    {
        var between = TimeProvider.System.GetUtcNow();
        while (TimeProvider.System.GetUtcNow() < between.AddMilliseconds(5))
        {
            using var asked = await server.Client.GetAsync("/health/live", Cancellation);
        }

        return Uri.EscapeDataString(between.ToString("O"));
    }

    /// <summary>The figures follow the journal at their own pace: asks until they know the customers, as a screen would.</summary>
    public static async Task CountedAsync(WebServer server, int customers)
    {
        while (true)
        {
            using var response = await server.Client.GetAsync("/v1/rfm", Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            if (response.IsSuccessStatusCode && JsonElement.Parse(text).GetProperty("customers").GetInt32() == customers)
            {
                return;
            }
        }
    }

    /// <summary>Asks for a fit until there is enough to fit: the counts follow at their own pace.</summary>
    public static async Task<HttpResponseMessage> FittedAsync(WebServer server, string path)
    {
        while (true)
        {
            var response = await server.Client.PostAsync(path, null, Cancellation);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            response.Dispose();
        }
    }

    public static async Task FoundAsync(WebServer server, string path, Func<JsonElement, bool> found)
    {
        while (!found(await server.GetAsync(path)))
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }
}
