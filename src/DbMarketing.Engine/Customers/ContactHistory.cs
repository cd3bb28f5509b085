using DbMarketing.Engine.Decisions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// Contacts, what was voided of them, and open reservations. A contact counts unless a void names it, whichever came first; a
/// reservation is open until it lapses, is presented or sent, or is voided.
/// </summary>
internal sealed class ContactHistory
{
    private NewestList<ContactCell> _shown;
    private NewestList<ContactCell> _answers;
    private NewestList<SeenId> _voids;
    private NewestList<SeenId> _closed;
    private NewestList<ReservationCell> _reservations;
    private IReadOnlyList<Contact>? _newest;

    /// <summary>Presented and sent contacts at or before this instant are no longer part of the state; null while all are.</summary>
    public DateTimeOffset? ShownFloor { get; private set; }

    /// <summary>The same for what customers answered: many presentations must not push out the few refusals.</summary>
    public DateTimeOffset? AnswersFloor { get; private set; }

    /// <summary>More was reserved than is kept; until then nothing may be reserved. Null in the normal case.</summary>
    public DateTimeOffset? FullUntil { get; private set; }

    /// <summary>When the latest decision was made; reservations that lapsed before it are gone.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Newest first, reservations among them.</summary>
    public IReadOnlyList<Contact> Newest => _newest ??= Read();

    public void Add(Contact contact, ulong hash)
    {
        _newest = null;
        if (contact.Outcome is ContactOutcome.Presented or ContactOutcome.Sent && contact.DecisionId is { } decision)
        {
            Close(decision, contact.OfferId, contact.At);
        }

        Keep(contact, hash);
    }

    public void Void(ulong hash, DateTimeOffset at)
    {
        _newest = null;
        _voids.Add(new(hash, at.ToUnixTimeMilliseconds()), StateLimits.Voids, out _);
    }

    /// <summary>Ends a reservation for good. It may not be here yet: the other half of a merge can bring it.</summary>
    public void Close(string decisionId, string offerId, DateTimeOffset at)
    {
        _newest = null;
        var key = StableHash.Reservation(decisionId, offerId);
        _closed.Add(new(key, at.ToUnixTimeMilliseconds()), StateLimits.Reservations, out _);
        RemoveReservations(cell => cell.Key == key);
    }

    /// <summary>Reserves a decision's offers. One that stands on an earlier reservation adds none.</summary>
    public void Reserve(Decision decision, string? sessionId)
    {
        _newest = null;
        DecideAt(decision.Now);
        foreach (var offer in decision.Offers)
        {
            if (offer.ReservedUntil is { } until)
            {
                Reserve(new Contact
                {
                    OfferId = offer.OfferId,
                    GroupId = offer.GroupId,
                    TreatmentId = offer.TreatmentId,
                    Channel = decision.Request.Channel,
                    Placement = offer.Placement,
                    Outcome = ContactOutcome.Reserved,
                    At = decision.Now,
                    DecisionId = decision.Id,
                    Until = until,
                    SessionId = sessionId,
                });
            }
        }
    }

    public ContactsSnapshot? Capture() =>
        _shown.Count == 0 && _answers.Count == 0 && _voids.Count == 0 && _closed.Count == 0 && _reservations.Count == 0
            && DecidedAt is null ? null : new()
        {
            Contacts = [.. _shown.Items.ToArray().Concat(_answers.Items.ToArray())
                .Select(cell => new ContactSnapshot(unchecked((long)cell.Hash), cell.Contact))],
            Voids = Capture(_voids),
            Closed = Capture(_closed),
            Reservations = [.. _reservations.Items.ToArray().Select(cell => cell.Contact)],
            ShownFloor = ShownFloor,
            AnswersFloor = AnswersFloor,
            FullUntil = FullUntil,
            DecidedAt = DecidedAt,
        };

    public void Merge(ContactsSnapshot? other)
    {
        if (other is null)
        {
            return;
        }

        _newest = null;
        foreach (var contact in other.Contacts)
        {
            Keep(contact.Contact, unchecked((ulong)contact.Hash));
        }

        Merge(ref _voids, other.Voids, StateLimits.Voids);
        Merge(ref _closed, other.Closed, StateLimits.Reservations);
        (ShownFloor, AnswersFloor) = (Later(ShownFloor, other.ShownFloor), Later(AnswersFloor, other.AnswersFloor));
        FullUntil = Later(FullUntil, other.FullUntil);
        DecideAt(other.DecidedAt);
        RemoveReservations(cell => IsClosed(cell.Key));
        foreach (var reservation in other.Reservations)
        {
            Reserve(reservation);
        }
    }

    private static long[] Capture(NewestList<SeenId> ids)
    {
        var cells = new long[ids.Count * 2];
        for (var i = 0; i < ids.Count; i++)
        {
            cells[i * 2] = ids.Items[i].AtMs;
            cells[(i * 2) + 1] = unchecked((long)ids.Items[i].Hash);
        }

        return cells;
    }

    private static void Merge(ref NewestList<SeenId> ids, IReadOnlyList<long> cells, int limit)
    {
        for (var i = 0; i < cells.Count; i += 2)
        {
            ids.Add(new(unchecked((ulong)cells[i + 1]), cells[i]), limit, out _);
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) => left is null || right > left ? right : left;

    private static Contact Share(Contact contact) => contact with
    {
        OfferId = TextPool.Share(contact.OfferId),
        GroupId = TextPool.Share(contact.GroupId),
        TreatmentId = contact.TreatmentId is null ? null : TextPool.Share(contact.TreatmentId),
        Channel = TextPool.Share(contact.Channel),
        Placement = contact.Placement is null ? null : TextPool.Share(contact.Placement),
    };

    private void Keep(Contact contact, ulong hash)
    {
        var cell = new ContactCell(contact.At.ToUnixTimeMilliseconds(), hash, Share(contact));
        if (contact.Outcome is ContactOutcome.Presented or ContactOutcome.Sent)
        {
            if (_shown.Add(cell, StateLimits.ShownContacts, out var evicted))
            {
                ShownFloor = Later(ShownFloor, DateTimeOffset.FromUnixTimeMilliseconds(evicted.AtMs));
            }
        }
        else if (_answers.Add(cell, StateLimits.AnsweredContacts, out var evicted))
        {
            AnswersFloor = Later(AnswersFloor, DateTimeOffset.FromUnixTimeMilliseconds(evicted.AtMs));
        }
    }

    private void DecideAt(DateTimeOffset? now)
    {
        DecidedAt = Later(DecidedAt, now);
        RemoveReservations(cell => cell.Contact.Until <= DecidedAt);
        FullUntil = FullUntil <= DecidedAt ? null : FullUntil;
    }

    private void Reserve(Contact contact)
    {
        var cell = new ReservationCell(StableHash.Reservation(contact.DecisionId!, contact.OfferId), contact);
        if (contact.Until <= DecidedAt || IsClosed(cell.Key))
        {
            return;
        }

        if (_reservations.Add(cell, StateLimits.Reservations, out var evicted))
        {
            FullUntil = Later(FullUntil, evicted.Contact.Until);
        }
    }

    private bool IsClosed(ulong key)
    {
        foreach (var closed in _closed.Items)
        {
            if (closed.Hash == key)
            {
                return true;
            }
        }

        return false;
    }

    private void RemoveReservations(Predicate<ReservationCell> predicate)
    {
        for (var i = _reservations.Count - 1; i >= 0; i--)
        {
            if (predicate(_reservations.Items[i]))
            {
                _reservations.RemoveAt(i);
            }
        }
    }

    private List<Contact> Read()
    {
        var voided = new HashSet<ulong>();
        foreach (var id in _voids.Items)
        {
            voided.Add(id.Hash);
        }

        var contacts = new List<Contact>(_shown.Count + _answers.Count + _reservations.Count);
        foreach (var cell in (ReadOnlySpan<ContactCell>)[.. _shown.Items, .. _answers.Items])
        {
            contacts.Add(voided.Contains(cell.Hash) ? cell.Contact with { Outcome = ContactOutcome.Voided } : cell.Contact);
        }

        foreach (var cell in _reservations.Items)
        {
            contacts.Add(cell.Contact);
        }

        contacts.Reverse();
        return [.. contacts.OrderByDescending(contact => contact.At)];
    }

    private readonly record struct ContactCell(long AtMs, ulong Hash, Contact Contact) : IComparable<ContactCell>
    {
        public int CompareTo(ContactCell other) => AtMs != other.AtMs ? AtMs.CompareTo(other.AtMs) : Hash.CompareTo(other.Hash);
    }

    private readonly record struct ReservationCell(ulong Key, Contact Contact) : IComparable<ReservationCell>
    {
        public int CompareTo(ReservationCell other)
        {
            var order = Nullable.Compare(Contact.Until, other.Contact.Until);
            order = order != 0 ? order : Contact.At.CompareTo(other.Contact.At);
            return order != 0 ? order : Key.CompareTo(other.Key);
        }
    }
}
