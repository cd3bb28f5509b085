using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DbMarketing.Web.Pages;

/// <summary>
/// Gives the operations of the OpenAPI document the calls of <c>examples.json</c>: request and answer as examples of their contents, and
/// the address that was called as <c>x-example-path</c>. What a call changes for everybody stands in <c>x-example-asks</c>, so that whoever
/// pastes it is asked first. A test makes the calls one after the other and compares the answers.
/// </summary>
internal static class ExampleCalls
{
    private const string Json = "application/json";
    private const string PathExtension = "x-example-path";
    private const string AsksExtension = "x-example-asks";
    private static readonly Lazy<Dictionary<string, JsonObject>> s_calls = new(Read);

    public static OpenApiOptions DescribeExamples(this OpenApiOptions options) =>
        options.AddOperationTransformer(static (operation, _, _) =>
        {
            if (operation.OperationId is { } id && s_calls.Value.TryGetValue(id, out var call))
            {
                Describe(operation, call);
            }

            return Task.CompletedTask;
        });

    private static void Describe(OpenApiOperation operation, JsonObject call)
    {
        operation.AddExtension(PathExtension, new JsonNodeExtension(call["path"]!.DeepClone()));
        if (call["asks"] is { } asks)
        {
            operation.AddExtension(AsksExtension, new JsonNodeExtension(asks.DeepClone()));
        }

        SetExample(operation.RequestBody?.Content, call["body"]);
        if (operation.Responses is { } responses && responses.TryGetValue(call["status"]!.ToJsonString(), out var response))
        {
            SetExample(response.Content, call["answer"]);
        }
    }

    private static void SetExample(IDictionary<string, OpenApiMediaType>? content, JsonNode? example)
    {
        if (example is not null && content is not null && content.TryGetValue(Json, out var media))
        {
            media.Example = example.DeepClone();
        }
    }

    private static Dictionary<string, JsonObject> Read()
    {
        using var file = typeof(ExampleCalls).Assembly.GetManifestResourceStream("DbMarketing.Web.Pages.examples.json")
            ?? throw new InvalidOperationException("The resource examples.json is missing from the assembly.");
        return JsonNode.Parse(file)!.AsArray().ToDictionary(
            static call => call!["operation"]!.GetValue<string>(), static call => call!.AsObject(), StringComparer.Ordinal);
    }
}
