using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal;

/// <summary>One committed turn, as read back.</summary>
public sealed record JournalRow
{
    public required int Lane { get; init; }
    /// <summary>Dense within the lane, from 1.</summary>
    public required long Position { get; init; }
    public required CustomerKey Customer { get; init; }
    /// <summary>The customer's turn, from 1 without gaps.</summary>
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>The turn's entries as a UTF-8 JSON array (<c>EntryCodec</c>).</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}

/// <summary>What a turn wants committed. All of it lands, or none.</summary>
public sealed record JournalWrite
{
    public required CustomerId Customer { get; init; }
    public required CustomerKey Key { get; init; }
    /// <summary>The customer has no row yet: its key is registered in the same commit.</summary>
    public bool NewCustomer { get; init; }
    /// <summary>The turn's sequence; 0 when the turn has no entries and only counts go to the ledger.</summary>
    public long Sequence { get; init; }
    public DateTimeOffset At { get; init; }
    public ReadOnlyMemory<byte> Payload { get; init; }
    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];
    public IReadOnlyList<OutboxChange> Outbox { get; init; } = [];
    public IReadOnlyList<LedgerDelta> Ledger { get; init; } = [];
    /// <summary>What the due index holds of the customer from now on; null leaves it as it is.</summary>
    public DueChange? Due { get; init; }
}

/// <summary>What the due index is to hold of a customer.</summary>
/// <param name="At">The instant, in whole milliseconds; null takes the customer out.</param>
public readonly record struct DueChange(DateTimeOffset? At);

/// <summary>A normalised e-mail address or phone number under which a customer can be looked up.</summary>
/// <param name="Kind"><c>email</c> or <c>phone</c>.</param>
/// <param name="Value">Lower-case address, or E.164 number.</param>
public readonly record struct Identifier(string Kind, string Value);

/// <summary>A step of a protocol between two customers is owed, or was delivered.</summary>
/// <param name="Target">Text form of the other customer's id.</param>
/// <param name="Step"><c>link</c> or <c>absorb</c>.</param>
/// <param name="Owed">True adds the row, false removes it.</param>
public readonly record struct OutboxChange(string Target, string Step, bool Owed);

/// <summary>Counts of verdicts to add to the ledger.</summary>
/// <param name="Source">The sender.</param>
/// <param name="Hour">The hour of receipt, UTC.</param>
/// <param name="Kind">The verdict.</param>
/// <param name="Code">The rejection's code; empty for applied and duplicate.</param>
/// <param name="Count">How many.</param>
public readonly record struct LedgerDelta(string Source, DateTimeOffset Hour, VerdictKind Kind, string Code, long Count);
