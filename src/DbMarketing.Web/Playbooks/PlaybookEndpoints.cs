using System.Runtime.InteropServices;
using System.Text.Json;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Playbooks;

/// <summary>The playbook that holds, and the ways to change it.</summary>
internal static partial class PlaybookEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/playbook").WithTags("Playbook");
        group.MapGet("", ReadAsync).WithName("readPlaybook").WithSummary("The playbook that holds now").WithScope(KeyScopes.Read);
        group.MapGet("/history", HistoryAsync).WithName("playbookHistory").WithSummary("Activations, newest first")
            .WithScope(KeyScopes.Read);
        group.MapGet("/schema", () => TypedResults.Text(PlaybookSchema.Text, "application/schema+json"))
            .WithName("playbookSchema").WithSummary("JSON schema of playbook files, for editors").ForAnybody();
        group.MapPost("/validate", ValidateAsync).WithName("validatePlaybook").WithSummary("Check a playbook as a whole; nothing is stored")
            .WithScope(KeyScopes.Admin).TakesJson<JsonElement>().ProducesProblem(400).ProducesProblem(413);
        group.MapPost("", ActivateAsync).WithName("activatePlaybook").WithSummary("Check and activate a playbook")
            .WithScope(KeyScopes.Admin).TakesJson<JsonElement>().ProducesProblem(400).ProducesProblem(413)
                .ProducesProblem(422);
        group.MapPost("/rollback", RollBackAsync).WithName("rollBackPlaybook").WithSummary("Activate a stored version again")
            .WithScope(KeyScopes.Admin).TakesJson<RollBackBody>().ProducesProblem(400).ProducesProblem(422);
    }

    private static async Task<Ok<PlaybookBody>> ReadAsync(ReferenceSource reference, PlaybookLibrary library,
        CancellationToken cancellationToken)
    {
        var playbook = reference.Current.Playbook;
        var activation = (await library.HistoryAsync(cancellationToken)).FirstOrDefault(a => a.Version == playbook.Version);
        return TypedResults.Ok(new PlaybookBody(
            playbook.Version, activation?.At, JsonElement.Parse(playbook.Document),
            playbook.Faults is { Count: > 0 } faults ? faults : null));
    }

    private static async Task<Ok<PlaybookHistory>> HistoryAsync(PlaybookLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PlaybookHistory(await library.HistoryAsync(cancellationToken)));

    private static async Task<Results<Ok<PlaybookCheck>,
        ProblemHttpResult>> ValidateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (document, problem) = await RequestBody.ReadAsync(context, PlaybookLimits.DocumentBytes, cancellationToken);
        if (document is null)
        {
            return problem!;
        }

        using (document)
        {
            var load = PlaybookLoader.LoadDocument(BytesOf(document));
            return TypedResults.Ok(new PlaybookCheck(load.Playbook is not null, load.Playbook?.Version, load.Faults));
        }
    }

    private static async Task<Results<Ok<PlaybookActivation>, ProblemHttpResult>> ActivateAsync(
        HttpContext context, PlaybookLibrary library, ILogger<PlaybookLibrary> logger, CancellationToken cancellationToken)
    {
        var (document, problem) = await RequestBody.ReadAsync(context, PlaybookLimits.DocumentBytes, cancellationToken);
        if (document is null)
        {
            return problem!;
        }

        using (document)
        {
            return Answer(await library.ActivateDocumentAsync(BytesOf(document), "api", cancellationToken), context, logger);
        }
    }

    private static async Task<Results<Ok<PlaybookActivation>, ProblemHttpResult>> RollBackAsync(
        HttpContext context, PlaybookLibrary library, ILogger<PlaybookLibrary> logger, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, WebJson.Default.RollBackBody, 4 * 1024, cancellationToken);
        if (body is null)
        {
            return problem!;
        }

        return string.IsNullOrEmpty(body.Version)
            ? Problem.BadRequest("version_missing", "version is missing.", new FieldFault("$.version", "must name a stored version"))
            : Answer(await library.RollBackAsync(body.Version, cancellationToken), context, logger);
    }

    private static Results<Ok<PlaybookActivation>, ProblemHttpResult> Answer(ActivationResult result, HttpContext context, ILogger logger)
    {
        if (result.Activation is { } activation)
        {
            LogActive(logger, activation.Version, activation.Number, activation.Origin, context.Caller().KeyId);
            return TypedResults.Ok(activation);
        }

        return Problem.OfFaults(
            "playbook_invalid", "What was active stays active, for the playbook has ",
            [.. result.Faults.Select(f => new FieldFault(f.Path, f.Reason))]);
    }

    private static byte[] BytesOf(JsonDocument document) =>
        JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();

    [LoggerMessage(1, LogLevel.Information,
        "The playbook {Version} is active as activation {Number} ({Origin}), as asked for under the key {Key}.")]
    private static partial void LogActive(ILogger logger, string version, long number, string origin, string key);
}

/// <param name="Version">Its version.</param>
/// <param name="ActivatedAt">When it became active.</param>
/// <param name="Playbook">The document.</param>
/// <param name="Faults">
/// What the checks of this server find wrong with a playbook that was taken by an earlier one; left out as a rule. Offers and segments
/// that cannot be read are left out: such an offer is not made, and such a segment is not evaluated, so it keeps the members that it had
/// until another playbook holds.
/// </param>
public sealed record PlaybookBody(
    string Version, DateTimeOffset? ActivatedAt, JsonElement Playbook, IReadOnlyList<PlaybookFault>? Faults = null);

public sealed record PlaybookHistory(IReadOnlyList<PlaybookActivation> Activations);

/// <summary>What a check found: the version it would have, or all faults.</summary>
public sealed record PlaybookCheck(bool Valid, string? Version, IReadOnlyList<PlaybookFault> Faults);

public sealed record RollBackBody(string? Version);
