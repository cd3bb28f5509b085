using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>Events of messages, calls, cases, stores and points, which the public specification has no or few names for.</summary>
internal static class ServiceEvents
{
    public static Interaction? Map(string name, EventEnvelope e, EventFields f) => name.ToLowerInvariant() switch
    {
        "points earned" or "points spent" => Points(e, f, name.EndsWith("earned", StringComparison.OrdinalIgnoreCase)),
        "store visited" => e.Fill(new StoreVisited
        {
            MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt,
            StoreId = f.RequiredText("store_missing", "store_id", "storeId"),
        }, f),
        "message sent" or "email sent" => Message(e, f, "sent"),
        "message delivered" or "email delivered" => Message(e, f, "delivered"),
        "message opened" or "email opened" => Message(e, f, "opened"),
        "message bounced" or "email bounced" => Message(e, f, "bounced"),
        "call started" or "call ended" => Call(e, f, name.EndsWith("started", StringComparison.OrdinalIgnoreCase)),
        "case opened" or "case closed" => Case(e, f, name.EndsWith("opened", StringComparison.OrdinalIgnoreCase)),
        "feedback given" => Feedback(e, f),
        _ => null,
    };

    private static Interaction Points(EventEnvelope e, EventFields f, bool earned)
    {
        var points = f.Number("points", "amount");
        var reason = f.Text("reason");
        if (points is null)
        {
            f.Refuse("points_missing", "properties.points is missing; it must be a number.");
        }

        return earned
            ? e.Fill(new PointsEarned
            {
                MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, Points = points ?? 0,
                    Reason = reason,
            }, f)
            : e.Fill(new PointsSpent
            {
                MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, Points = points ?? 0,
                    Reason = reason,
            }, f);
    }

    private static MessageEvent Message(EventEnvelope e, EventFields f, string step)
    {
        var permanent = step == "bounced" && (f.Flag("permanent", "hard") ?? false);
        MessageEvent made = step switch
        {
            "sent" => new MessageSent { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt },
            "delivered" => new MessageDelivered { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt,
                ReceivedAt = e.ReceivedAt },
            "opened" => new MessageOpened { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt,
                ReceivedAt = e.ReceivedAt },
            _ => new MessageBounced
            {
                MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, Permanent = permanent,
            },
        };
        made = made with
        {
            CampaignId = f.Text("campaign_id", "campaignId"),
            OfferId = f.Text("offer_id", "offerId"),
            TreatmentId = f.Text("treatment_id", "treatmentId"),
        };
        return e.Fill(made, f) with { Channel = e.Channel ?? "email" };
    }

    private static Interaction Call(EventEnvelope e, EventFields f, bool started)
    {
        var callId = f.RequiredText("call_missing", "call_id", "callId");
        Interaction made = started
            ? new CallStarted
            {
                MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, CallId = callId,
                Intent = f.Text("intent"), Outbound = f.Flag("outbound") ?? false,
            }
            : new CallEnded
            {
                MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, CallId = callId,
                Disposition = f.Text("disposition"), DurationMs = (long?)Math.Clamp(f.Number("durationMs", "duration_ms") ?? 0, 0, 1e12m),
            };
        return e.Fill(made, f) with { Channel = e.Channel ?? "call-centre" };
    }

    private static Interaction Case(EventEnvelope e, EventFields f, bool opened)
    {
        var caseId = f.RequiredText("case_missing", "case_id", "caseId");
        Interaction made = opened
            ? new CaseOpened
            {
                MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, CaseId = caseId,
                    Kind = f.Text("kind"),
            }
            : new CaseClosed
            {
                MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, CaseId = caseId,
                Resolution = f.Text("resolution"),
            };
        return e.Fill(made, f);
    }

    private static FeedbackGiven Feedback(EventEnvelope e, EventFields f)
    {
        var score = f.Number("score", "rating");
        var scale = f.Text("scale");
        var text = f.Text("text", "comment");
        return e.Fill(new FeedbackGiven
        {
            MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, Score = score,
                Scale = scale, Text = text,
        }, f);
    }
}
