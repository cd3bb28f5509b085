namespace DbMarketing.Engine.Customers;

/// <summary>Whether an id was seen before, as far as the state alone can tell.</summary>
internal enum Sighting : byte
{
    None = 0,
    New,
    Seen,

    /// <summary>Older than what the state keeps: only the customer's history knows.</summary>
    Undecided,
}
