using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Policies;

/// <summary>
/// Suppression rules and channel limits as pure functions of a set of contacts and an instant. A reservation counts, until it
/// lapses, as the presentation or message that it may become.
/// </summary>
/// <remarks>
/// A rule pauses from the instant its count is reached within its window, for its pause, and in any case for as long as that many
/// contacts lie within the window: so a pause that is shorter than the window never lets the count be exceeded. A rule with a
/// channel counts contacts on that channel, and pauses on it alone.
/// </remarks>
public static class ContactRules
{
    /// <summary>Whether a contact still stands: all do but lapsed reservations and what was voided.</summary>
    public static bool Stands(Contact contact, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return contact.Outcome switch
        {
            ContactOutcome.Reserved => contact.Until is not { } until || until > now,
            ContactOutcome.None or ContactOutcome.Voided => false,
            _ => true,
        };
    }

    /// <summary>
    /// The contacts that rules and limits count, oldest first, of a customer's contacts, newest first: those that stand, of offers
    /// that contact policies apply to, and of several presentations under one reservation the first alone.
    /// </summary>
    public static List<Contact> Counted(IReadOnlyList<Contact> contacts, CompiledPlaybook playbook, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        ArgumentNullException.ThrowIfNull(playbook);
        var counted = new List<Contact>(contacts.Count);
        HashSet<(string Decision, string Offer)>? confirmed = null;
        for (var i = contacts.Count - 1; i >= 0; i--)
        {
            var contact = contacts[i];
            if (!Stands(contact, now)
                || (playbook.OffersById.TryGetValue(contact.OfferId, out var offer) && !offer.Source.ContactPolicyApplies))
            {
                continue;
            }

            if (contact is not { Outcome: ContactOutcome.Presented or ContactOutcome.Sent, DecisionId: { } decision }
                || (confirmed ??= []).Add((decision, contact.OfferId)))
            {
                counted.Add(contact);
            }
        }

        return counted;
    }

    /// <summary>Whether a rule is one of those that may pause an offer of that group on that channel.</summary>
    public static bool Concerns(SuppressionRule rule, string groupId, string channel)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return (rule.Channel is null || rule.Channel == channel) && (rule.Groups.Count == 0 || rule.Groups.Contains(groupId));
    }

    /// <summary>
    /// Until when a rule pauses, given the contacts it may count (all of one offer, or all of one group), oldest first;
    /// null when it does not pause now. Lapsed reservations are passed over, and so is <paramref name="except"/>.
    /// </summary>
    public static DateTimeOffset? PausedUntil(
        SuppressionRule rule, IReadOnlyList<Contact> contacts, DateTimeOffset now, Contact? except = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(contacts);
        if (contacts.Count < rule.Count)
        {
            return null;
        }

        // The newest Count instants, as a ring: its oldest member is where a run of Count contacts begins.
        var ring = rule.Count <= 16 ? stackalloc long[16] : new long[rule.Count];
        var seen = 0;
        DateTimeOffset? until = null;
        for (var i = 0; i < contacts.Count; i++)
        {
            var contact = contacts[i];
            if (!Counts(rule, contact) || !Stands(contact, now) || ReferenceEquals(contact, except))
            {
                continue;
            }

            ring[seen % rule.Count] = contact.At.UtcTicks;
            seen++;
            if (seen < rule.Count)
            {
                continue;
            }

            var first = new DateTimeOffset(ring[seen % rule.Count], TimeSpan.Zero);
            if (contact.At - first < rule.Window)
            {
                var end = Later(contact.At + rule.Pause, first + rule.Window);
                until = end > now ? (until is { } known ? Later(known, end) : end) : until;
            }
        }

        return until;
    }

    /// <summary>The contacts that a channel limit counts at an instant.</summary>
    public static int CountAgainst(ChannelLimit limit, IReadOnlyList<Contact> contacts, DateTimeOffset now, Contact? except = null)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(contacts);
        var count = 0;
        for (var i = 0; i < contacts.Count; i++)
        {
            var contact = contacts[i];
            if (contact.Outcome is ContactOutcome.Presented or ContactOutcome.Sent or ContactOutcome.Reserved
                && (limit.Channel is null || limit.Channel == contact.Channel)
                && now - contact.At < limit.Window && Stands(contact, now) && !ReferenceEquals(contact, except))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>
    /// The first instant after <paramref name="now"/> at which a rule no longer pauses if nothing else happens: a reservation that
    /// lapses may end the pause before its time.
    /// </summary>
    public static DateTimeOffset FreeAt(SuppressionRule rule, IReadOnlyList<Contact> contacts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(contacts);
        var turns = contacts.SelectMany(contact => Turns(contact, contact.At + rule.Pause, contact.At + rule.Window));
        return FirstFree(turns, now, instant => PausedUntil(rule, contacts, instant) is not null);
    }

    /// <summary>The first instant after <paramref name="now"/> at which a channel limit has room again if nothing else happens.</summary>
    public static DateTimeOffset FreeAt(ChannelLimit limit, IReadOnlyList<Contact> contacts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(contacts);
        var turns = contacts.SelectMany(contact => Turns(contact, contact.At + limit.Window));
        return FirstFree(turns, now, instant => CountAgainst(limit, contacts, instant) >= limit.Max);
    }

    private static DateTimeOffset FirstFree(IEnumerable<DateTimeOffset> turns, DateTimeOffset now, Func<DateTimeOffset, bool> isBlocked)
    {
        foreach (var instant in turns.Where(instant => instant > now).Order())
        {
            if (!isBlocked(instant))
            {
                return instant;
            }
        }

        return now;
    }

    private static IEnumerable<DateTimeOffset> Turns(Contact contact, params DateTimeOffset[] instants) =>
        contact is { Outcome: ContactOutcome.Reserved, Until: { } lapses } ? instants.Append(lapses) : instants;

    private static bool Counts(SuppressionRule rule, Contact contact) =>
        (contact.Outcome == rule.Outcome
            || (contact.Outcome == ContactOutcome.Reserved && rule.Outcome is ContactOutcome.Presented or ContactOutcome.Sent))
        && (rule.Channel is null || rule.Channel == contact.Channel);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
