using System.Text;
using System.Text.Json;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>Every kind of malformed event gets a verdict of its own, and the good events beside it are applied.</summary>
public sealed class MalformedEventTests
{
    /// <summary>One event each, as raw JSON, with the code that refuses it.</summary>
    private static readonly (string Code, string Json)[] Kinds =
    [
        ("event_not_object", "null"),
        ("event_not_object", "42"),
        ("event_not_object", "\"track\""),
        ("event_not_object", "[]"),
        ("event_not_object", "true"),
        ("type_missing", """{"userId":"u","event":"x"}"""),
        ("type_missing", """{"type":null,"userId":"u","event":"x"}"""),
        ("type_unknown", """{"type":"purchase","userId":"u","event":"x"}"""),
        ("type_unknown", """{"type":"Track","userId":"u","event":"x"}"""),
        ("type_unknown", """{"type":7,"userId":"u","event":"x"}"""),
        ("identity_missing", """{"type":"track","event":"x"}"""),
        ("identity_missing", """{"type":"track","event":"x","userId":null,"anonymousId":null}"""),
        ("identity_missing", """{"type":"track","event":"x","userId":""}"""),
        ("identity_missing", """{"type":"group","groupId":"g"}"""),
        ("id_blocked", """{"type":"track","event":"x","userId":"null"}"""),
        ("id_blocked", """{"type":"track","event":"x","userId":"anonymous"}"""),
        ("id_blocked", """{"type":"track","event":"x","userId":"-1"}"""),
        ("id_blocked", """{"type":"track","event":"x","anonymousId":"00000000-0000-0000-0000-000000000000"}"""),
        ("id_not_text", """{"type":"track","event":"x","userId":{"id":1}}"""),
        ("id_not_text", """{"type":"track","event":"x","userId":["u"]}"""),
        ("id_not_text", """{"type":"track","event":"x","userId":"u","anonymousId":true}"""),
        ("id_too_long", $$"""{"type":"track","event":"x","userId":"{{new string('u', 257)}}"}"""),
        ("id_invalid", """{"type":"track","event":"x","userId":"a\u0000b"}"""),
        ("id_invalid", """{"type":"track","event":"x","userId":"   "}"""),
        ("message_id_too_long", $$"""{"type":"track","event":"x","userId":"u","messageId":"{{new string('m', 101)}}"}"""),
        ("message_id_invalid", """{"type":"track","event":"x","userId":"u","messageId":{"a":1}}"""),
        ("message_id_invalid", """{"type":"track","event":"x","userId":"u","messageId":[1]}"""),
        ("time_invalid", """{"type":"track","event":"x","userId":"u","timestamp":"yesterday"}"""),
        ("time_invalid", """{"type":"track","event":"x","userId":"u","timestamp":"2026-13-40T00:00:00Z"}"""),
        ("time_invalid", """{"type":"track","event":"x","userId":"u","timestamp":{"now":true}}"""),
        ("time_invalid", """{"type":"track","event":"x","userId":"u","timestamp":1700000000}"""),
        ("time_invalid", """{"type":"track","event":"x","userId":"u","originalTimestamp":false}"""),
        ("time_invalid", """{"type":"track","event":"x","userId":"u","timestamp":"2026-01-01T00:00:00Z","sentAt":"soon"}"""),
        ("time_too_early", """{"type":"track","event":"x","userId":"u","timestamp":"1899-01-01T00:00:00Z"}"""),
        ("time_too_late", """{"type":"track","event":"x","userId":"u","timestamp":"2999-01-01T00:00:00Z"}"""),
        ("context_not_object", """{"type":"track","event":"x","userId":"u","context":"web"}"""),
        ("context_not_object", """{"type":"track","event":"x","userId":"u","context":[]}"""),
        ("campaign_too_long", """{"type":"track","event":"x","userId":"u","context":{"campaign":{"name":"LONG"}}}"""
            .Replace("LONG", new string('c', 2_048), StringComparison.Ordinal)),
        ("properties_not_object", """{"type":"track","event":"x","userId":"u","properties":"p"}"""),
        ("properties_not_object", """{"type":"track","event":"x","userId":"u","properties":[1]}"""),
        ("properties_not_object", """{"type":"identify","userId":"u","traits":5}"""),
        ("event_missing", """{"type":"track","userId":"u"}"""),
        ("event_missing", """{"type":"track","userId":"u","event":""}"""),
        ("event_missing", """{"type":"track","userId":"u","event":{"name":"x"}}"""),
        ("event_too_long", $$"""{"type":"track","userId":"u","event":"{{new string('e', 201)}}"}"""),
        ("event_too_large", """{"type":"track","userId":"u","event":"x","properties":{"p":"LONG"}}""".Replace("LONG", new string('p', 33_000), StringComparison.Ordinal)),
        ("event_too_deep", "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"x\",\"properties\":" + Deep(40) + "}"),
        ("event_too_deep", "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":" + Deep(200) + "}"),
        ("text_invalid", """{"type":"track","userId":"u","event":"x\ud800"}"""),
        ("text_invalid", """{"type":"identify","userId":"u","traits":{"name":"\udfff"}}"""),
        ("group_missing", """{"type":"group","userId":"u"}"""),
        ("group_missing", """{"type":"group","userId":"u","groupId":""}"""),
        ("group_too_long", $$"""{"type":"group","userId":"u","groupId":"{{new string('g', 501)}}"}"""),
        ("previous_id_missing", """{"type":"alias","userId":"u"}"""),
        ("user_id_missing", """{"type":"alias","anonymousId":"a1","previousId":"p"}"""),
        ("id_blocked", """{"type":"alias","userId":"u","previousId":"undefined"}"""),
        ("id_too_long", $$"""{"type":"alias","userId":"u","previousId":"{{new string('p', 300)}}"}"""),
        ("traits_too_many", "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":" + Many(301) + "}"),
        ("product_missing", """{"type":"track","userId":"u","event":"Product Viewed","properties":{"price":3}}"""),
        ("product_missing", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":3,"products":[{"price":1}]}}"""),
        ("product_not_object", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":3,"products":["p1"]}}"""),
        ("field_not_array", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":3,"products":"p1"}}"""),
        ("field_not_text", """{"type":"track","userId":"u","event":"Product Viewed","properties":{"product_id":{"id":1}}}"""),
        ("number_invalid", """{"type":"track","userId":"u","event":"Product Viewed","properties":{"product_id":"p","price":"cheap"}}"""),
        ("number_invalid", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":"1.234,50"}}"""),
        ("number_invalid", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":1e400}}"""),
        ("amount_missing", """{"type":"track","userId":"u","event":"Order Completed","properties":{"order_id":"o"}}"""),
        ("amount_missing", """{"type":"track","userId":"u","event":"Order Refunded","properties":{"order_id":"o"}}"""),
        ("amount_negative", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":-5}}"""),
        ("amount_too_large", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":9000000000000}}"""),
        ("currency_malformed", """{"type":"track","userId":"u","event":"Order Completed","properties":{"total":5,"currency":"dollars"}}"""),
        ("query_missing", """{"type":"track","userId":"u","event":"Products Searched","properties":{}}"""),
        ("points_missing", """{"type":"track","userId":"u","event":"Points Earned","properties":{}}"""),
        ("store_missing", """{"type":"track","userId":"u","event":"Store Visited","properties":{}}"""),
        ("call_missing", """{"type":"track","userId":"u","event":"Call Started","properties":{}}"""),
        ("case_missing", """{"type":"track","userId":"u","event":"Case Opened","properties":{}}"""),
        ("purpose_missing", """{"type":"track","userId":"u","event":"Consent Changed","properties":{"granted":true}}"""),
        ("granted_missing", """{"type":"track","userId":"u","event":"Consent Changed","properties":{"purpose":"email-marketing"}}"""),
        ("flag_invalid", """{"type":"track","userId":"u","event":"Consent Changed","properties":{"purpose":"email-marketing","granted":"maybe"}}"""),
        ("flag_invalid", """{"type":"identify","userId":"u","traits":{"consent":{"email-marketing":"perhaps"}}}"""),
        ("outcome_token_invalid", """{"type":"track","userId":"u","event":"Promotion Viewed","properties":{"outcomeToken":"abc.def"}}"""),
    ];

    [Fact]
    public async Task Batch_OfEveryMalformedKind_RefusesEachByNameAndAppliesTheRest()
    {
        await using var server = await WebServer.StartAsync();
        var kinds = Kinds;
        var batch = new StringBuilder("{\"batch\":[");
        for (var i = 0; i < kinds.Length; i++)
        {
            batch.Append(kinds[i].Json).Append(',').Append(Good(i)).Append(i == kinds.Length - 1 ? "" : ",");
        }

        var results = await PostAsync(server, batch.Append("]}").ToString());

        var faults = new List<string>();
        for (var i = 0; i < kinds.Length; i++)
        {
            var (bad, good) = (results[2 * i], results[(2 * i) + 1]);
            if (bad.GetProperty("verdict").GetString() != "rejected" || bad.GetProperty("code").GetString() != kinds[i].Code
                || string.IsNullOrWhiteSpace(bad.GetProperty("reason").GetString()))
            {
                faults.Add($"{kinds[i].Json[..Math.Min(90, kinds[i].Json.Length)]} → {bad}, expected {kinds[i].Code}");
            }

            if (good.GetProperty("verdict").GetString() != "applied")
            {
                faults.Add($"the good event after {i} → {good}");
            }
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Assert.True(kinds.Length >= 60, $"{kinds.Length} kinds");
        var totals = (await server.GetAsync("/v1/ledger")).GetProperty("totals");
        Assert.Equal(kinds.Length, totals.GetProperty("applied").GetInt64());
        Assert.Equal(kinds.Length, totals.GetProperty("rejected").GetInt64());
    }

    [Fact]
    public async Task Batch_BeyondTheEventLimit_RefusesOnlyWhatIsBeyond()
    {
        await using var server = await WebServer.StartAsync(options => options.MaxBatchEvents = 3);

        var results = await PostAsync(server, "{\"batch\":[" + string.Join(',', Enumerable.Range(0, 5).Select(Good)) + "]}");

        Assert.Equal(["applied", "applied", "applied", "rejected", "rejected"], results.Select(r => r.GetProperty("verdict").GetString()));
        Assert.Equal("batch_too_long", results[4].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("", "body_empty")]
    [InlineData("{", "invalid_json")]
    [InlineData("{\"batch\":[{]}", "invalid_json")]
    [InlineData("[]", "body_not_object")]
    [InlineData("\"text\"", "body_not_object")]
    [InlineData("{}", "batch_missing")]
    [InlineData("{\"batch\":{}}", "batch_missing")]
    [InlineData("{\"batch\":null}", "batch_missing")]
    public async Task Body_ThatIsNoBatch_IsAnsweredWithAProblem(string body, string code)
    {
        await using var server = await WebServer.StartAsync();

        using var response = await server.Client.PostAsync("/v1/batch", new StringContent(body), TestContext.Current.CancellationToken);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.DoesNotContain("LineNumber", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<List<JsonElement>> PostAsync(WebServer server, string body)
    {
        using var response = await server.Client.PostAsync("/v1/batch", new StringContent(body, Encoding.UTF8, "text/plain"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return [.. JsonElement.Parse(text).GetProperty("results").EnumerateArray()];
    }

    private static string Good(int number) =>
        $$$"""{"type":"track","userId":"good-{{{number}}}","messageId":"good-{{{number}}}","event":"Signed Up","properties":{"plan":"a"}}""";

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static string Many(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"t{i}\":{i}")) + "}";
}
