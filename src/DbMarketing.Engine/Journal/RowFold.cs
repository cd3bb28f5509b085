using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Journal;

/// <summary>Folds one row into the state of its customer.</summary>
internal static class RowFold
{
    /// <summary>
    /// Applies a row's entries; ending the turn is the caller's. Throws <see cref="System.Text.Json.JsonException"/> for a row that cannot
    /// be read, and <see cref="InvalidDataException"/> for one that says what cannot be: both concern this customer alone.
    /// </summary>
    public static void Apply(CustomerState state, JournalRow row)
    {
        var entries = EntryCodec.ReadTurn(row.Payload);
        try
        {
            foreach (var entry in entries)
            {
                state.Apply(entry);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException(
                $"Turn {row.Sequence} of customer {row.Customer} cannot be folded: {exception.Message}", exception);
        }
    }
}
