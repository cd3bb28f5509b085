using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Outcomes;

/// <summary>Records what became of offers: one outcome, or several as <c>{"outcomes":[…]}</c>.</summary>
internal sealed class OutcomesEndpoint(OutcomeReader reader, EventRecorder recorder, WebOptions options, TimeProvider time)
{
    public const int MaxOutcomes = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/outcomes", (HttpContext context, OutcomesEndpoint endpoint) => endpoint.HandleAsync(context, context.RequestAborted))
        .WithName("recordOutcomes").WithTags("Decide").WithSummary("Report what became of offers, or take a report back")
        .WithDescription("One outcome, or an object with an array 'outcomes' of at most 500.")
        .WithAccess(new AccessRule(KeyScopes.Write, Browsers: true)).TakesJson<OutcomeBody>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429).ProducesProblem(503);

    public async Task<Results<Ok<OutcomesReply>, ProblemHttpResult>> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (document, problem) = await RequestBody.ReadAsync(context, options.MaxBodyBytes, cancellationToken);
        if (document is null)
        {
            return problem!;
        }

        using (document)
        {
            var several = EnvelopeReader.Member(document.RootElement, "outcomes");
            if (FaultOf(several) is { } fault)
            {
                return Problem.BadRequest("outcomes_invalid", $"'outcomes' {fault}.", new FieldFault("$.outcomes", fault));
            }

            if (several is not null && UnknownFields.FaultOf(document.RootElement, ["outcomes"]) is { } unknown)
            {
                return Problem.BadRequest(UnknownFields.Code, $"{unknown.Path} {unknown.Reason}.", unknown);
            }

            var caller = context.Caller();
            var now = time.GetUtcNow();
            var receivedAt = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
            IEnumerable<JsonElement> sources = several is { } array ? array.EnumerateArray() : [document.RootElement];
            var judged = sources.Select((source, index) => Judge(caller, source, index, receivedAt)).ToList();
            return TypedResults.Ok(new OutcomesReply(await recorder.RecordAsync(caller, receivedAt, judged, cancellationToken)));
        }
    }

    private static string? FaultOf(JsonElement? outcomes) => outcomes switch
    {
        null => null,
        { ValueKind: not JsonValueKind.Array } odd => $"is {EventFields.Describe(odd)}; an array of at most {MaxOutcomes} is expected",
        { } array when array.GetArrayLength() > MaxOutcomes =>
            $"has {array.GetArrayLength()} entries; at most {MaxOutcomes} are allowed",
        _ => null,
    };

    private JudgedEvent Judge(Caller caller, JsonElement source, int index, DateTimeOffset receivedAt)
    {
        if (source.ValueKind != JsonValueKind.Object || EventText.FaultOf(source, options.MaxEventBytes) is not null)
        {
            return new(index, null, [],
                Verdict.Rejected("outcome_invalid", $"The outcome is {EventFields.Describe(source)}; a small object is expected."));
        }

        try
        {
            var body = source.Deserialize(WebJson.Default.OutcomeBody)!;
            return UnknownFields.FaultOf(source, WebJson.Default.OutcomeBody) is { } unknown
                ? new(index, body.MessageId, [], Verdict.Rejected(UnknownFields.Code, $"{unknown.Path} {unknown.Reason}."))
                : reader.Judge(caller, body, index, receivedAt);
        }
        catch (JsonException exception)
        {
            var fault = BodyFaults.Of(source, WebJson.Default.OutcomeBody, exception.Path);
            return new(index, null, [], Verdict.Rejected("field_invalid", $"{Problem.Cut(fault.Path, 40)} {fault.Reason}."));
        }
    }
}
