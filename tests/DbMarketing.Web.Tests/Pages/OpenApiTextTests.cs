using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using DbMarketing.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Tests.Pages;

public sealed partial class OpenApiTextTests
{
    [Fact]
    public async Task Text_AskedForByManyAtOnce_IsMadeOnce()
    {
        var made = 0;
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var text = new OpenApiText(async context =>
        {
            made++;
            await letGo.Task;
            await context.Response.WriteAsync("{\"made\":" + made + "}");
        });
        var contexts = Enumerable.Range(0, 10).Select(_ => ContextOf("v1")).ToList();

        var answers = contexts.Select(context => text.InvokeAsync(context)).ToList();
        letGo.SetResult();
        await Task.WhenAll(answers);

        Assert.Equal(1, made);
        Assert.All(contexts, context => Assert.Equal("{\"made\":1}"u8.ToArray(), ((MemoryStream)context.Response.Body).ToArray()));
    }

    /// <summary>One caller's failure is not kept for the others.</summary>
    [Fact]
    public async Task Text_ThatCouldNotBeMade_IsMadeForTheNext()
    {
        var fails = true;
        var text = new OpenApiText(context => fails ? throw new IOException("gone") : context.Response.WriteAsync("{}"));
        await Assert.ThrowsAsync<IOException>(() => text.InvokeAsync(ContextOf("v1")));

        fails = false;
        var next = ContextOf("v1");
        await text.InvokeAsync(next);

        Assert.Equal("{}"u8.ToArray(), ((MemoryStream)next.Response.Body).ToArray());
    }

    [Fact]
    public async Task Document_NamesNoHost_AndNoOtherIsThere()
    {
        await using var server = await WebServer.StartAsync();

        var document = await server.GetAsync("/openapi/v1.json");
        using var other = await server.Client.GetAsync("/openapi/v2.json", TestContext.Current.CancellationToken);

        Assert.False(document.TryGetProperty("servers", out _));
        Assert.Equal(JsonValueKind.Object, document.GetProperty("paths").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Document_CallsNumbersNumbersAlone()
    {
        await using var server = await WebServer.StartAsync();

        var types = TypesIn(await server.GetAsync("/openapi/v1.json")).ToList();

        Assert.Contains(types, static type => type.Contains("integer", StringComparison.Ordinal));
        Assert.DoesNotContain(types, static type => type.Contains("string", StringComparison.Ordinal)
            && (type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Document_AsksBeforeAnExampleReplacesThePlaybook()
    {
        await using var server = await WebServer.StartAsync();

        var paths = (await server.GetAsync("/openapi/v1.json")).GetProperty("paths");

        foreach (var path in new[] { "/v1/playbook", "/v1/playbook/rollback" })
        {
            Assert.Equal(
                "Replaces the playbook that is active.", paths.GetProperty(path).GetProperty("post").GetProperty("x-example-asks").GetString());
        }

        Assert.False(paths.GetProperty("/v1/playbook/validate").GetProperty("post").TryGetProperty("x-example-asks", out _));
        var script = await server.Client.GetStringAsync("/docs/docs.js", TestContext.Current.CancellationToken);
        Assert.Contains("operation['x-example-asks']", script, StringComparison.Ordinal);
    }

    /// <summary>Goal: descriptions speak of what goes over the wire, not of the program's types and members.</summary>
    [Fact]
    public async Task Document_SpeaksOfTheApiAlone()
    {
        await using var server = await WebServer.StartAsync();

        var texts = TextsIn(await server.GetAsync("/openapi/v1.json")).Distinct().ToList();

        Assert.True(texts.Count > 300, $"{texts.Count} texts were found.");
        Assert.DoesNotContain(texts, static text => ProgramName().IsMatch(text));
    }

    [Theory]
    [InlineData("this or string? DecideBody.AnonymousId", true)]
    [InlineData("an IReadOnlyList<string> of them", true)]
    [InlineData("see T:Contact", true)]
    [InlineData("null when only InStock was said", true)]
    [InlineData("the setting Web:MaxBodyBytes of OpenAPI", false)]
    [InlineData("the header X-Complete, JSON or csv", false)]
    public void ProgramName_IsFoundAndASettingIsNone(string text, bool found) => Assert.Equal(found, ProgramName().IsMatch(text));

    /// <summary>All answers that come as a table or as a record are described with both.</summary>
    [Fact]
    public async Task Document_DescribesTablesBesideTheirRecords()
    {
        await using var server = await WebServer.StartAsync();

        var paths = (await server.GetAsync("/openapi/v1.json")).GetProperty("paths");

        foreach (var path in new[] { "/v1/rules", "/v1/segments/{id}/customers", "/v1/offers/{id}/customers", "/v1/lifetime/cohorts" })
        {
            var content = paths.GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content");
            Assert.True(content.GetProperty("application/json").GetProperty("schema").TryGetProperty("$ref", out _));
            Assert.Equal("string", content.GetProperty("text/csv").GetProperty("schema").GetProperty("type").GetString());
        }
    }

    /// <summary>Words in Pascal case of two parts and more, that are no setting; generic types; ids of documentation.</summary>
    [GeneratedRegex(@"(?<![:\w/])(?!OpenAPI)([A-Z][a-z0-9]+){2,}\b|\b[TMPF]:\w|\w<\w+>|&lt;|\w\?\s[A-Z]\w+\.\w|cref")]
    private static partial Regex ProgramName();

    /// <summary>Descriptions and summaries, not those of examples, whose texts are data.</summary>
    private static IEnumerable<string> TextsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property =>
            property is { Name: "description" or "summary", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!]
            : property.Name is "example" or "examples" ? [] : TextsIn(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(TextsIn),
        _ => [],
    };

    private static IEnumerable<string> TypesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property =>
            property is { Name: "type", Value.ValueKind: JsonValueKind.Array } ? [property.Value.GetRawText()]
            : property is { Name: "type", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!]
            : TypesIn(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(TypesIn),
        _ => [],
    };

    private static DefaultHttpContext ContextOf(string document) => new()
    {
        Request = { RouteValues = { ["documentName"] = document } },
        Response = { Body = new MemoryStream() },
    };
}
