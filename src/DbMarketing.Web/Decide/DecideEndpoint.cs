using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Decisions;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Telemetry;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Decide;

/// <summary>Asks for offers, with interactions to record first if wanted: one turn, so the offers know of them.</summary>
internal sealed class DecideEndpoint(
    ICustomerEngine engine, ReferenceSource reference, EventIntake intake, EventRecorder recorder, CustomerAccess access,
        OfferBodies offers,
    PastDecisions past, ReplaySlots replays, WebInstruments instruments, WebOptions options, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/decide", (HttpContext context, DecideEndpoint endpoint) => endpoint.HandleAsync(context, context.RequestAborted))
        .WithName("decide").WithTags("Decide").WithSummary("Ask for the next best offers of a customer")
        .WithAccess(new AccessRule(KeyScopes.Decide, Browsers: true)).TakesJson<DecideBody>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(429).ProducesProblem(503);

    public async Task<Results<Ok<DecideReplyBody>, ProblemHttpResult>> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, problem) = await ReadAsync(context, cancellationToken);
        if (body is null)
        {
            return problem!;
        }

        var caller = context.Caller();
        var customer = DecideReader.CustomerOf(body);
        if (await RefusalAsync(caller, customer, body, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var receivedAt = Whole(time.GetUtcNow());
        var judged = Judge(context, caller, body, customer, receivedAt);
        var request = DecideReader.RequestOf(body, reference.Current.Playbook.CollectionFor(caller.Source));
        var asOf = judged.Count == 0 ? body.AsOf : null;
        using var slot = asOf is null ? null : replays.TryTake();
        if (asOf is not null && slot is null)
        {
            return replays.Refuse(context);
        }

        var reply = asOf is { } instant
            ? await past.DecideAsync(customer, request, instant, cancellationToken)
            : await engine.DecideAsync(customer, new DecideCommand
            {
                Request = request,
                Interactions = [.. judged.SelectMany(j => j.Interactions)],
                DryRun = body.DryRun,
                AsOf = body.AsOf,
            }, cancellationToken);
        if (reply.RequestIdReused)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict, "request_id_reused",
                $"requestId '{request.RequestId}' was answered before, for another request. Nothing was recorded; send a new requestId "
                    + "with each new request.",
                [new("$.requestId", "was used for another request of this customer")]);
        }

        var verdicts = EventRecorder.Combine(judged, reply.Verdicts);
        if (!body.DryRun)
        {
            await recorder.CountRefusedAsync(caller, receivedAt, judged, cancellationToken);
        }

        instruments.Decided();

        // A visitor that was joined to a customer in the meantime was answered as that customer.
        if (!caller.Trusted && await RefusalAsync(caller, customer, body, cancellationToken) is { } late)
        {
            return late;
        }

        return TypedResults.Ok(ReplyOf(reply, caller, body.DryRun, body.AsOf is not null, verdicts));
    }

    private async Task<(DecideBody? Body, ProblemHttpResult? Problem)> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (document, problem) = await RequestBody.ReadAsync(context, options.MaxBodyBytes, cancellationToken);
        if (document is null)
        {
            return (null, problem);
        }

        using (document)
        {
            try
            {
                if (DecideReader.ListFaultsOf(document.RootElement) is { Count: > 0 } tooLong)
                {
                    return (null, Refused(tooLong));
                }
            }
            catch (InvalidOperationException)
            {
                return (null, Problem.BadRequest("text_invalid", "The body holds text that is no Unicode."));
            }

            (var body, problem) = JsonBody.Read(document, WebJson.Default.DecideBody);
            return body is not null && DecideReader.FaultsOf(body, reference.Current.Playbook, time.GetUtcNow()) is { Count: > 0 } faults
                ? (null, Refused(faults))
                : (body, problem);
        }
    }

    private static ProblemHttpResult Refused(IReadOnlyList<FieldFault> faults) =>
        Problem.BadRequest(
            faults is [{ Path: "$." + AskedTimes.AsOf }] ? AskedTimes.InvalidCode : "decide_invalid",
            $"{faults[0].Path} {faults[0].Reason}.", faults);

    private async ValueTask<ProblemHttpResult?> RefusalAsync(Caller caller, CustomerId customer, DecideBody body,
        CancellationToken cancellationToken)
    {
        if (await access.OpenAsync(caller, customer, cancellationToken) is null)
        {
            return Problem.Forbidden("not_your_customer", "The token that came with the request does not open this customer.");
        }

        if (body.Interactions is { Count: > 0 } && !caller.May(KeyScopes.Write))
        {
            return Problem.Forbidden("scope_missing", $"Key {caller.KeyId} lacks the scope 'write', which interactions need.");
        }

        return !caller.Trusted && (body.AsOf is not null || body.DryRun)
            ? Problem.Forbidden("server_key_needed", "dryRun and asOf need a server key.")
            : null;
    }

    /// <summary>
    /// Every interaction is of the customer who is decided for; one of another is refused, as it would belong in another turn.
    /// </summary>
    private List<JudgedEvent> Judge(HttpContext context, Caller caller, DecideBody body, CustomerId customer, DateTimeOffset receivedAt)
    {
        var judged = new List<JudgedEvent>();
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        var link = customer.Kind == CustomerKind.Known && body.AnonymousId is { Length: > 0 } anonymous ? CustomerId.Anonymous(anonymous)
            : default;
        foreach (var source in body.Interactions ?? [])
        {
            var request = new TrackingRequest(caller, default, receivedAt, context.Connection.RemoteIpAddress);
            judged.Add(intake.Judge(request, Complete(source, customer, link), null, judged.Count, occurrences));
            if (judged[^1].Interactions.Any(i => i.Customer != customer))
            {
                judged[^1] = new JudgedEvent(judged.Count - 1, judged[^1].MessageId, [], DecideEvents.OfAnother);
            }
        }

        return judged;
    }

    /// <summary>What cannot be read stays as it came, and is refused by name.</summary>
    private JsonElement Complete(JsonElement source, CustomerId customer, CustomerId link) =>
        EventText.FaultOf(source, options.MaxEventBytes) is null ? DecideEvents.Complete(source, customer, link) : source;

    private DecideReplyBody ReplyOf(
        DecideReply reply, Caller caller, bool dryRun, bool asOf, IReadOnlyList<EventResult> verdicts) => new()
    {
        DecisionId = reply.Decision.Id,
        Sequence = reply.Decision.Sequence,
        CustomerId = OfferBodies.KnownOf(reply.Customer),
        AnonymousId = OfferBodies.AnonymousOf(reply.Customer),
        Now = reply.Decision.Now,
        PlaybookVersion = reply.Decision.PlaybookVersion,
        Duplicate = reply.Duplicate ? true : null,
        DryRun = dryRun ? true : null,
        Offers = offers.Of(reply, dryRun, numbers: caller.Trusted),
        Placements = reply.Decision.Placements,
        Warnings = asOf ? DecideWarnings.Of(reference.Current.Playbook, reply.Decision.Request.Channel) : null,
        Verdicts = verdicts,
    };

    private static DateTimeOffset Whole(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
