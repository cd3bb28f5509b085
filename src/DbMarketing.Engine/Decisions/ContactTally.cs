using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Decisions;

/// <summary>
/// The contacts that one decision counts against the caps: those of the customer, and what the decision itself has placed so
/// far. Hot path: what is paused is found once and kept as a set.
/// </summary>
internal sealed class ContactTally
{
    private static readonly ChannelLimit OpenReservations = new("open-reservations", null, StateLimits.Reservations, TimeSpan.Zero);

    private readonly IReadOnlyList<SuppressionRule> rules;
    private readonly ChannelLimit[] limits;
    private readonly SuppressionRule[] undecidable;
    private readonly string channel;
    private readonly DateTimeOffset now;
    private readonly List<Contact> all = [];
    private readonly Dictionary<string, List<Contact>> byOffer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Contact>> byGroup = new(StringComparer.Ordinal);
    private readonly HashSet<string> pausedOffers = new(StringComparer.Ordinal);
    private readonly HashSet<string> pausedGroups = new(StringComparer.Ordinal);
    private readonly DateTimeOffset? reservationsFullUntil;
    private readonly CustomerState customer;
    private List<Contact>? own;
    private bool? hasRoom;
    private int reservations;

    public ContactTally(CustomerState customer, CompiledPlaybook playbook, DecisionRequest request, DateTimeOffset now)
    {
        rules = playbook.Source.Suppressions;
        channel = request.Channel;
        limits = [.. playbook.Source.ChannelLimits.Where(limit => limit.Channel is null || limit.Channel == request.Channel)];
        this.customer = customer;
        this.now = now;
        reservationsFullUntil = customer.ReservationsFullUntil > now ? customer.ReservationsFullUntil : null;
        undecidable = [.. rules.Where(rule => KnownFrom(rule) > now)];
        foreach (var contact in ContactRules.Counted(customer.Contacts, playbook, now))
        {
            File(contact);
            FindOwn(contact, request);
        }

        foreach (var (offerId, filed) in byOffer)
        {
            PauseIfDue(SuppressionScope.Offer, offerId, filed[^1].GroupId, filed, pausedOffers);
        }

        foreach (var (groupId, filed) in byGroup)
        {
            PauseIfDue(SuppressionScope.Group, groupId, groupId, filed, pausedGroups);
        }
    }

    /// <summary>Whether a rule pauses the offer, with every reservation counted.</summary>
    public bool IsPaused(string offerId, string groupId) =>
        (pausedOffers.Count > 0 && pausedOffers.Contains(offerId)) || (pausedGroups.Count > 0 && pausedGroups.Contains(groupId))
            || UndecidableFor(groupId) is not null;

    /// <summary>Whether this session holds any reservation of the offer.</summary>
    public bool HasOwn(string offerId) => own is not null && own.Exists(contact => contact.OfferId == offerId);

    /// <summary>This session's open reservation of the offer at the placement, or null.</summary>
    public Contact? OwnReservation(string offerId, string placement) =>
        own?.Find(contact => contact.OfferId == offerId && contact.Placement == placement);

    /// <summary>The first rule that pauses the offer when its own reservation is left out; null when none does.</summary>
    public Pause? PauseOf(string offerId, string groupId, Contact? except)
    {
        if (UndecidableFor(groupId) is { } rule)
        {
            return new(rule, KnownFrom(rule)!.Value, true);
        }

        return CountedPauseOf(offerId, groupId, except);
    }

    private Pause? CountedPauseOf(string offerId, string groupId, Contact? except)
    {
        foreach (var rule in rules)
        {
            if (ContactRules.Concerns(rule, groupId, channel)
                && (rule.Scope == SuppressionScope.Offer ? byOffer.GetValueOrDefault(offerId)
                    : byGroup.GetValueOrDefault(groupId)) is { } filed
                && ContactRules.PausedUntil(rule, filed, now, except) is not null)
            {
                return new(rule, ContactRules.FreeAt(rule, filed, now),
                    ContactRules.PausedUntil(rule with { Pause = TimeSpan.Zero }, filed, now) is not null);
            }
        }

        return null;
    }

    /// <summary>The first limit of the channel that has no room for one more contact; null when all have.</summary>
    public FullLimit? LimitReached(Contact? except)
    {
        foreach (var limit in limits)
        {
            if (!IsKnown(limit))
            {
                return new(limit, customer.ContactsFloorOf(ContactOutcome.Presented)!.Value + limit.Window);
            }

            if (ContactRules.CountAgainst(limit, all, now, except) >= limit.Max)
            {
                return new(limit, ContactRules.FreeAt(limit, all, now));
            }
        }

        return HasReservation(except) ? null : new(OpenReservations, reservationsFullUntil ?? FirstLapse());
    }

    /// <summary>Whether every limit of the channel has room for one more contact, the own reservation left out.</summary>
    public bool HasRoom(Contact? except) => except is null ? hasRoom ??= CountRoom(null) : CountRoom(except);

    /// <summary>Counts an offer that this decision has just reserved.</summary>
    public void Reserve(string offerId, string groupId, string placement)
    {
        File(new Contact
        {
            OfferId = offerId,
            GroupId = groupId,
            Channel = channel,
            Placement = placement,
            Outcome = ContactOutcome.Reserved,
            At = now,
        });
        PauseIfDue(SuppressionScope.Offer, offerId, groupId, byOffer[offerId], pausedOffers);
        PauseIfDue(SuppressionScope.Group, groupId, groupId, byGroup[groupId], pausedGroups);
    }

    /// <summary>What cannot be kept as a reservation must not be offered: it would not count against any cap.</summary>
    private bool HasReservation(Contact? except) =>
        except is not null || (reservationsFullUntil is null && reservations < StateLimits.Reservations);

    private bool IsKnown(ChannelLimit limit) => !(customer.ContactsFloorOf(ContactOutcome.Presented) + limit.Window > now);

    private DateTimeOffset FirstLapse() => all.Min(contact => contact.Until) ?? now;

    private bool CountRoom(Contact? except)
    {
        if (!HasReservation(except))
        {
            return false;
        }

        foreach (var limit in limits)
        {
            if (!IsKnown(limit) || ContactRules.CountAgainst(limit, all, now, except) >= limit.Max)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// From when on a rule can feel no contact that the state no longer keeps; null while it keeps all. Until then the rule pauses
    /// whatever it concerns, because its count may have been reached.
    /// </summary>
    private DateTimeOffset? KnownFrom(SuppressionRule rule) => customer.ContactsFloorOf(rule.Outcome) + rule.Window + rule.Pause;

    private SuppressionRule? UndecidableFor(string groupId) =>
        Array.Find(undecidable, rule => ContactRules.Concerns(rule, groupId, channel));

    private void File(Contact contact)
    {
        hasRoom = null;
        reservations += contact.Outcome == ContactOutcome.Reserved ? 1 : 0;

        // Oldest first, as the rules want them; only a sender's clock ahead of ours makes one that is newer than now.
        Insert(all, contact);
        Insert(Filed(byOffer, contact.OfferId), contact);
        Insert(Filed(byGroup, contact.GroupId), contact);
    }

    private static List<Contact> Filed(Dictionary<string, List<Contact>> files, string key)
    {
        if (!files.TryGetValue(key, out var filed))
        {
            files[key] = filed = [];
        }

        return filed;
    }

    private static void Insert(List<Contact> filed, Contact contact)
    {
        var at = filed.Count;
        while (at > 0 && filed[at - 1].At > contact.At)
        {
            at--;
        }

        filed.Insert(at, contact);
    }

    private void FindOwn(Contact contact, DecisionRequest request)
    {
        if (contact.Outcome == ContactOutcome.Reserved && contact.Channel == request.Channel
            && request.SessionId is not null && contact.SessionId == request.SessionId)
        {
            (own ??= []).Add(contact);
        }
    }

    private void PauseIfDue(SuppressionScope scope, string key, string groupId, List<Contact> filed, HashSet<string> paused)
    {
        foreach (var rule in rules)
        {
            if (rule.Scope == scope && ContactRules.Concerns(rule, groupId, channel)
                && ContactRules.PausedUntil(rule, filed, now) is not null)
            {
                paused.Add(key);
                return;
            }
        }
    }
}
