using System.Net;
using System.Text.Json;
using DbMarketing.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Tests.Pages;

public sealed class OpenApiTextTests
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

    private static DefaultHttpContext ContextOf(string document) => new()
    {
        Request = { RouteValues = { ["documentName"] = document } },
        Response = { Body = new MemoryStream() },
    };
}
