using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;

namespace DbMarketing.Engine.Interactions;

/// <summary>Judges one interaction by itself, against <see cref="InteractionLimits"/>. Reports the first fault; changes nothing.</summary>
public static class InteractionValidator
{
    /// <summary>Null when it is fine; else the rejection with its stable code and a sentence that names field, value and limit.</summary>
    /// <param name="interaction">What is judged.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="nameOf">
    /// What the sender calls a field, given its name here and the number of its product line, if it is of one; for the sentence alone.
    /// </param>
    public static Verdict? Validate(Interaction interaction, DateTimeOffset now, Func<string, int?, string>? nameOf = null)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        var checks = new FieldChecks(nameOf);
        CheckEnvelope(checks, interaction, now);
        switch (interaction)
        {
            case Identified identified:
                checks.Fields("traits", identified.Traits);
                checks.Attributes("traits", identified.Traits);
                break;
            case CustomInteraction custom:
                checks.Name("name", custom.Name, InteractionLimits.NameLength, required: true);
                checks.Fields("properties", custom.Properties);
                break;
            case OfferOutcome or OutcomeVoided or MessageEvent:
                CheckContact(checks, interaction);
                break;
            case CallStarted or CallEnded or CaseOpened or CaseClosed or FeedbackGiven or ConsentChanged or IdentitiesMerged:
                CheckService(checks, interaction);
                break;
            default:
                CheckShop(checks, interaction);
                break;
        }

        if (checks.Fault is null)
        {
            CheckSize(checks, interaction);
        }

        return checks.Fault;
    }

    private static void CheckEnvelope(FieldChecks checks, Interaction interaction, DateTimeOffset now)
    {
        checks.Name("messageId", interaction.MessageId, InteractionLimits.MessageIdLength, required: true);
        checks.Name("source", interaction.Source, InteractionLimits.SourceLength, required: true);
        checks.Name("channel", interaction.Channel, InteractionLimits.ShortNameLength);
        checks.Name("sessionId", interaction.SessionId, InteractionLimits.IdLength);
        checks.Name("address", interaction.Address, InteractionLimits.ShortNameLength);
        checks.Fields("unknown", interaction.Unknown);
        CheckTime(checks, "occurredAt", interaction.OccurredAt, now);
        CheckTime(checks, "receivedAt", interaction.ReceivedAt, now);
    }

    private static void CheckTime(FieldChecks checks, string field, DateTimeOffset value, DateTimeOffset now)
    {
        var code = field == "occurredAt" ? "time" : "receipt";
        if (value < InteractionLimits.Earliest)
        {
            checks.Reject(
                $"{code}_too_early",
                $"'{checks.Shown(field)}' is {Show(value)}; the earliest time taken is {Show(InteractionLimits.Earliest)}.");
        }
        else if (value > now + InteractionLimits.ClockAhead)
        {
            checks.Reject(
                $"{code}_too_late",
                $"'{checks.Shown(field)}' is {Show(value)}, more than {InteractionLimits.ClockAhead.TotalHours:0} hours ahead of "
                + $"the server's {Show(now)}.");
        }
    }

    private static void CheckShop(FieldChecks checks, Interaction interaction)
    {
        switch (interaction)
        {
            case PageViewed page:
                checks.Text("name", page.Name, InteractionLimits.TextLength);
                checks.Text("url", page.Url);
                checks.Text("referrer", page.Referrer);
                checks.Text("category", page.Category, InteractionLimits.NameLength);
                break;
            case Searched search:
                checks.Text("query", search.Query);
                checks.Name("category", Blank(search.Category), InteractionLimits.NameLength);
                break;
            case ProductViewed view:
                CheckLines(checks, [view.Product], view.Currency);
                break;
            case ProductWishListed wish:
                CheckLines(checks, [wish.Product], wish.Currency);
                break;
            case CartChanged cart:
                if (cart.Change is CartChange.None || !Enum.IsDefined(cart.Change))
                {
                    checks.Reject("change_unknown", $"'change' is {cart.Change}; added, removed, emptied or checkoutStarted is needed.");
                }

                CheckLines(checks, cart.Products, cart.Currency);
                break;
            case OrderCompleted order:
                checks.Name("orderId", order.OrderId, InteractionLimits.IdLength);
                checks.Amount("amount", order.Amount);
                checks.Text("coupon", order.Coupon, InteractionLimits.NameLength);
                CheckLines(checks, order.Products, order.Currency);
                break;
            case OrderRefunded refund:
                checks.Name("orderId", refund.OrderId, InteractionLimits.IdLength);
                checks.Amount("amount", refund.Amount);
                CheckLines(checks, refund.Products, refund.Currency);
                break;
            case PointsEarned earned:
                checks.Amount("points", earned.Points);
                checks.Text("reason", earned.Reason);
                break;
            case PointsSpent spent:
                checks.Amount("points", spent.Points);
                checks.Text("reason", spent.Reason);
                break;
            case StoreVisited visit:
                checks.Name("storeId", visit.StoreId, InteractionLimits.IdLength, required: true);
                break;
        }
    }

    private static void CheckLines(FieldChecks checks, IReadOnlyList<ProductLine> lines, string? currency)
    {
        checks.Currency(currency);
        if (lines.Count > InteractionLimits.ProductLines)
        {
            checks.Reject(
                "product_lines_too_many", $"There are {lines.Count} product lines; at most {InteractionLimits.ProductLines} are allowed.");
            return;
        }

        for (var number = 0; number < lines.Count; number++)
        {
            var line = lines[number];
            checks.Line = number;
            checks.Name("productId", line.ProductId, InteractionLimits.ProductIdLength, required: true);
            checks.Amount("quantity", line.Quantity, positive: true);
            checks.Amount("price", line.Price);
            checks.Text("productCategory", line.Category, InteractionLimits.NameLength);
            checks.Text("productName", line.Name, InteractionLimits.NameLength);
        }

        checks.Line = null;
    }

    private static void CheckContact(FieldChecks checks, Interaction interaction)
    {
        switch (interaction)
        {
            case OfferOutcome outcome:
                CheckDecisionId(checks, outcome.DecisionId);
                checks.Name("offerId", outcome.OfferId, InteractionLimits.IdLength, required: true);
                checks.Name("treatmentId", outcome.TreatmentId, InteractionLimits.IdLength);
                checks.Name("placement", outcome.Placement, InteractionLimits.ShortNameLength);
                checks.Text("reason", (outcome as OfferDeclined)?.Reason);
                break;
            case OutcomeVoided voided:
                if (voided.VoidedMessageId is null && (voided.DecisionId is null || voided.OfferId is null))
                {
                    checks.Reject("void_target_missing", "A void needs 'voidedMessageId', or 'decisionId' and 'offerId'.");
                }

                checks.Name("voidedMessageId", voided.VoidedMessageId, InteractionLimits.MessageIdLength);
                CheckDecisionId(checks, voided.DecisionId);
                checks.Name("offerId", voided.OfferId, InteractionLimits.IdLength);
                checks.Text("reason", voided.Reason);
                break;
            case MessageEvent message:
                checks.Name("campaignId", message.CampaignId, InteractionLimits.IdLength);
                checks.Name("offerId", message.OfferId, InteractionLimits.IdLength);
                checks.Name("treatmentId", message.TreatmentId, InteractionLimits.IdLength);
                break;
        }
    }

    private static void CheckDecisionId(FieldChecks checks, string? value)
    {
        if (value is not null && !DecisionId.TryParse(value, out _))
        {
            checks.Reject(
                "decision_id_malformed",
                $"'{checks.Shown("decisionId")}' is not a decision's id; d-KEY-SEQUENCE-INDEX is needed, "
                    + "as a decide returned it.");
        }
    }

    private static void CheckService(FieldChecks checks, Interaction interaction)
    {
        switch (interaction)
        {
            case CallStarted call:
                checks.Name("callId", call.CallId, InteractionLimits.IdLength, required: true);
                checks.Text("intent", call.Intent, InteractionLimits.NameLength);
                break;
            case CallEnded call:
                checks.Name("callId", call.CallId, InteractionLimits.IdLength, required: true);
                checks.Text("disposition", call.Disposition, InteractionLimits.NameLength);
                checks.Amount("durationMs", call.DurationMs);
                break;
            case CaseOpened opened:
                checks.Name("caseId", opened.CaseId, InteractionLimits.IdLength, required: true);
                checks.Text("kind", opened.Kind, InteractionLimits.NameLength);
                break;
            case CaseClosed closed:
                checks.Name("caseId", closed.CaseId, InteractionLimits.IdLength, required: true);
                checks.Text("resolution", closed.Resolution);
                break;
            case FeedbackGiven feedback:
                checks.Amount("score", feedback.Score is { } score ? Math.Abs(score) : null);
                checks.Text("scale", feedback.Scale, InteractionLimits.NameLength);
                checks.Text("text", feedback.Text);
                break;
            case ConsentChanged consent:
                checks.Name("purpose", consent.Purpose, InteractionLimits.ShortNameLength, required: true);
                checks.Name("forChannel", consent.ForChannel, InteractionLimits.ShortNameLength);
                checks.Text("evidence", consent.Evidence);
                break;
            case IdentitiesMerged merged:
                CheckOther(checks, merged.Other);
                break;
        }
    }

    private static void CheckOther(FieldChecks checks, string? other)
    {
        checks.Name("other", other, CustomerId.MaxLength + 2, required: true);
        if (!CustomerId.TryParse(other, out var id))
        {
            checks.Reject("other_malformed", $"'{checks.Shown("other")}' is not a customer's id; k:ID or a:ID is needed.");
        }
        else if (BlockedIds.IsBlocked(id.Value))
        {
            checks.Reject(
                "other_blocked",
                $"'{checks.Shown("other")}' is '{id.Value}', which names nobody; "
                    + "merging with it would melt strangers together.");
        }
    }

    private static void CheckSize(FieldChecks checks, Interaction interaction)
    {
        if (IsSurelySmall(interaction))
        {
            return;
        }

        var size = InteractionCodec.Measure(interaction);
        if (size > InteractionLimits.SizeBytes)
        {
            checks.Reject("event_too_large", $"The event takes {size} bytes; at most {InteractionLimits.SizeBytes} are allowed.");
        }
    }

    /// <summary>The usual kinds cannot reach the limit with all their fields at their own limits, so they need not be measured.</summary>
    private static bool IsSurelySmall(Interaction interaction) => interaction is { Unknown: null } and (
        ProductViewed or ProductWishListed or StoreVisited or OfferPresented or OfferClicked or OfferAccepted or OfferIgnored
        or OrderCompleted { Products.Count: <= 3 } or CartChanged { Products.Count: <= 3 });

    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string Show(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
