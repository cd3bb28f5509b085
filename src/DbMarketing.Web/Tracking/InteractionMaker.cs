using System.Text.Json;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>Copies the envelope's fields to a mapped interaction, with whatever the mapping did not use.</summary>
internal static class InteractionMaker
{
    /// <summary>Under which name the properties that a mapping did not use are kept.</summary>
    public const string Rest = "properties";

    /// <summary>The common fields of an interaction, before its own are set with <c>with</c>.</summary>
    public static TInteraction Fill<TInteraction>(this EventEnvelope envelope, TInteraction content, EventFields? fields = null)
        where TInteraction : Interaction
    {
        Dictionary<string, JsonElement>? unknown = null;
        if (fields?.Rest() is { } rest)
        {
            unknown = new Dictionary<string, JsonElement> { [Rest] = rest };
        }

        if (envelope.Campaign is { } campaign)
        {
            (unknown ??= [])["campaign"] = campaign;
        }

        return content with
        {
            Channel = envelope.Channel,
            SessionId = envelope.SessionId,
            Test = envelope.Test,
            Address = envelope.Address,
            Unknown = unknown,
        };
    }

    /// <summary>An event that is kept by its name.</summary>
    public static CustomInteraction Custom(this EventEnvelope e, string name, IReadOnlyDictionary<string, JsonElement>? properties) =>
        e.Fill(new CustomInteraction
        {
            MessageId = e.MessageId,
            Source = e.Source,
            OccurredAt = e.OccurredAt,
            ReceivedAt = e.ReceivedAt,
            Name = name,
            Properties = properties,
        });
}
