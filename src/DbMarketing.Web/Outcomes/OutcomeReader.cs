using System.Security.Cryptography;
using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Outcomes;

/// <summary>Judges one reported outcome.</summary>
internal sealed class OutcomeReader(OutcomeTokens tokens)
{
    private const string Voided = "voided";

    public JudgedEvent Judge(Caller caller, OutcomeBody body, int index, DateTimeOffset receivedAt)
    {
        if (body.Outcome is null || (body.Outcome != Voided && !OutcomeInteractions.Words.Contains(body.Outcome)))
        {
            return Refuse(index, body, "outcome_unknown",
                $"outcome is '{Short(body.Outcome)}'; it must be one of {string.Join(", ", OutcomeInteractions.Words)}, {Voided}.");
        }

        if (body.MessageId is { Length: 0 or > EnvelopeReader.MaxMessageIdLength })
        {
            return Refuse(index, body, "message_id_too_long",
                $"messageId has {body.MessageId.Length} characters; 1 to {EnvelopeReader.MaxMessageIdLength} are allowed.");
        }

        if (ClaimOf(caller, body, out var refusal) is not { } claim)
        {
            return new JudgedEvent(index, body.MessageId, [], refusal);
        }

        if (body.Voids is not null && !caller.Trusted)
        {
            return Refuse(index, body, "voids_not_allowed",
                "voids names any outcome of the customer, which needs a server key; with a token alone its reservation is given back.");
        }

        var messageId = body.MessageId ?? Derive(body, claim);
        var occurredAt = Whole((body.Timestamp ?? receivedAt).ToUniversalTime());
        Interaction made;
        if (body.Outcome == Voided)
        {
            if (body.Voids is null && claim.DecisionId is null)
            {
                return Refuse(index, body, "voids_missing", "voids is missing; it names the message id of the outcome to take back.");
            }

            made = new OutcomeVoided
            {
                MessageId = messageId,
                Source = caller.Source,
                OccurredAt = occurredAt,
                ReceivedAt = receivedAt,
                VoidedMessageId = body.Voids,
                DecisionId = body.Voids is null ? claim.DecisionId : null,
                OfferId = body.Voids is null ? claim.OfferId : null,
                Reason = body.Reason,
            };
        }
        else
        {
            made = OutcomeInteractions.Make(body.Outcome, messageId, caller.Source, occurredAt, receivedAt, claim, body.Reason);
        }

        made = made with { Channel = claim.Channel, SessionId = body.SessionId, Test = caller.Test };
        return InteractionValidator.Validate(made, receivedAt, NameOf) is { } invalid
            ? new JudgedEvent(index, messageId, [], invalid)
            : new JudgedEvent(index, messageId, [new AddressedInteraction(claim.Customer, made)], null);
    }

    /// <summary>What the report calls a field of the interaction.</summary>
    private static string NameOf(string field, int? line) => field switch
    {
        "occurredAt" => "timestamp",
        "voidedMessageId" => "voids",
        _ => field,
    };

    private OutcomeClaim? ClaimOf(Caller caller, OutcomeBody body, out Verdict refusal)
    {
        refusal = default;
        if (body.OutcomeToken is { } token)
        {
            if (tokens.Read(token) is { } claim)
            {
                return claim;
            }

            refusal = Verdict.Rejected("outcome_token_invalid", "outcomeToken was not made by this server.");
            return null;
        }

        if (!caller.Trusted)
        {
            refusal = Verdict.Rejected("outcome_token_missing",
                "outcomeToken is missing; with a browser key an outcome is named by its token.");
            return null;
        }

        var id = string.IsNullOrEmpty(body.CustomerId) ? body.AnonymousId : body.CustomerId;
        if (string.IsNullOrEmpty(id) || BlockedIds.IsBlocked(id))
        {
            refusal = Verdict.Rejected("identity_missing", "outcomeToken is missing, and customerId and anonymousId too; one is needed.");
            return null;
        }

        if (CustomerIds.FaultOf("customerId", id) is { } fault)
        {
            refusal = fault;
            return null;
        }

        if (string.IsNullOrEmpty(body.OfferId) && body.Outcome != Voided)
        {
            refusal = Verdict.Rejected("offer_missing", "offerId is missing; without a token it names the offer.");
            return null;
        }

        var customer = string.IsNullOrEmpty(body.CustomerId) ? CustomerId.Anonymous(id) : CustomerId.Known(id);
        return new OutcomeClaim(
            customer, body.DecisionId, body.OfferId ?? "", body.TreatmentId, body.Placement, body.Channel);
    }

    private static string Derive(OutcomeBody body, OutcomeClaim claim)
    {
        var text = string.Join('\u001f', body.Outcome, claim.Customer, claim.DecisionId, claim.OfferId, claim.Placement, body.Voids,
            body.Timestamp?.UtcTicks);
        return "o-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static JudgedEvent Refuse(int index, OutcomeBody body, string code, string reason) =>
        new(index, Short(body.MessageId, EnvelopeReader.MaxMessageIdLength), [], Verdict.Rejected(code, reason));

    private static string? Short(string? text, int max = 40) => text?.Length > max ? text[..max] : text;

    private static DateTimeOffset Whole(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
