using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Policies;

/// <summary>Whether a purpose may be pursued towards a customer. Pure.</summary>
public static class ConsentRules
{
    /// <summary>A consent for this purpose stands for every purpose.</summary>
    public const string EveryPurpose = "marketing";

    /// <summary>
    /// The latest statement for the purpose (or for all) on the channel (or on all) decides; of two at one instant the objection.
    /// Silence means yes only on a channel where the customer speaks first, for a purpose that one may object to. What is
    /// necessary is never asked for.
    /// </summary>
    public static ConsentFinding Judge(IReadOnlyCollection<Consent> consents, Purpose purpose, string channel, bool outbound)
    {
        ArgumentNullException.ThrowIfNull(consents);
        ArgumentNullException.ThrowIfNull(purpose);
        if (purpose.Basis == ConsentBasis.Necessary)
        {
            return new(true, null);
        }

        Consent? latest = null;
        foreach (var consent in consents)
        {
            var concerns = (consent.Purpose == purpose.Id || consent.Purpose == EveryPurpose)
                && (consent.Channel is null || consent.Channel == channel);
            if (concerns && (latest is null || consent.At > latest.At || (consent.At == latest.At && !consent.Granted)))
            {
                latest = consent;
            }
        }

        return new(latest?.Granted ?? (purpose.Basis == ConsentBasis.OptOut && !outbound), latest);
    }
}

/// <summary>What was found of a purpose.</summary>
/// <param name="Allowed">Whether it may be pursued.</param>
/// <param name="Statement">The statement that decided; null when silence did.</param>
public readonly record struct ConsentFinding(bool Allowed, Consent? Statement);
