namespace DbMarketing.Engine.Customers;

/// <summary>
/// What one customer's state holds. Each collection keeps its newest; what falls out is still in the journal, and no longer part of
/// what the state counts (or, for ids that were seen, is answered from the history).
/// </summary>
public static class StateLimits
{
    /// <summary>Newest interactions, by which duplicates are known and sessions are cut.</summary>
    public const int RecentInteractions = 100;

    /// <summary>Newest sessions that are shown.</summary>
    public const int Sessions = 8;

    /// <summary>Newest orders that are known without the history, and that windows of days count.</summary>
    public const int Orders = 256;

    /// <summary>
    /// Newest items bought, each once for an order's part. What is bought next, and lags by category, go by them: an item that fell out
    /// counts as never bought, and of a customer with more of them rules over time count nothing further.
    /// </summary>
    public const int BoughtItems = 64;

    /// <summary>Newest days with a purchase.</summary>
    public const int PurchaseDays = 128;

    /// <summary>Newest days with revenue or refunds: a year of them is complete, a leap day included.</summary>
    public const int RevenueDays = 366;

    /// <summary>Currencies without a rate whose amounts are kept apart; the alphabetically first stay.</summary>
    public const int UncountedCurrencies = 16;

    /// <summary>Newest (category, week-long step) weights.</summary>
    public const int AffinityCells = 128;

    /// <summary>Newest (day, kind) counts.</summary>
    public const int ActivityCells = 400;

    /// <summary>Newest lines added to or taken from the cart since it was last empty.</summary>
    public const int CartLines = 100;

    /// <summary>Newest attributes, removed ones among them.</summary>
    public const int Attributes = 300;

    /// <summary>
    /// Names and values of the attributes together, as UTF-8 JSON. Traits that would pass it are rejected when they arrive, so that the
    /// state does not depend on their order; customers that are merged bring theirs along.
    /// </summary>
    public const int AttributeBytes = 64 * 1024;

    /// <summary>Newest consents, one for each purpose and channel.</summary>
    public const int Consents = 64;

    /// <summary>
    /// Newest presented and sent contacts. Beyond them <see cref="CustomerState.ContactsFloorOf"/> says from when on they are
    /// complete.
    /// </summary>
    public const int ShownContacts = 1_000;

    /// <summary>Newest clicked, accepted, declined and ignored contacts.</summary>
    public const int AnsweredContacts = 400;

    /// <summary>Newest voids.</summary>
    public const int Voids = 400;

    /// <summary>
    /// Open reservations. Beyond them <see cref="CustomerState.ReservationsFullUntil"/> is set, and nothing more may be reserved.
    /// </summary>
    public const int Reservations = 64;

    /// <summary>Newest decisions kept whole.</summary>
    public const int Decisions = 8;

    /// <summary>Newest request ids that are known without the history.</summary>
    public const int Requests = 32;

    /// <summary>
    /// Ids that one customer may absorb, with those that they had absorbed; a link beyond that is refused. Checked when a link is
    /// agreed, so links that are agreed at the same time may pass it together.
    /// </summary>
    public const int Aliases = 64;

    /// <summary>Link requests without an answer yet; a link beyond that is not asked for.</summary>
    public const int PendingLinks = 32;

    /// <summary>Refused links that are remembered, so that they are not asked for again and again.</summary>
    public const int RefusedLinks = 32;

    /// <summary>Characters of the reason recorded with a change of segment; a longer one is cut, and ends with an ellipsis.</summary>
    public const int ReasonCharacters = 200;
}
