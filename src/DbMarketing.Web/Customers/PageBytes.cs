using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Customers;

/// <summary>
/// The bytes of journal rows that one answer shows, <see cref="WebOptions.TimelinePageBytes"/>. The row that reaches them is the last, and
/// still comes whole; so the first always comes, and whoever pages gets to every row. Owned by one request, whose portion it charges.
/// </summary>
internal sealed class PageBytes(WebOptions options, BytesInFlight.Portion portion)
{
    /// <summary>A row is held as it is stored, as it is parsed, and as it is sent.</summary>
    private const int Copies = 8;

    private long _taken;

    /// <summary>The rows taken so far fill the answer.</summary>
    public bool IsFull => _taken >= options.TimelinePageBytes;

    /// <summary>The first of the rows, up to the one that fills the answer.</summary>
    /// <exception cref="EngineOverloadedException">The requests under way take too much already.</exception>
    public IReadOnlyList<JournalRow> Take(IReadOnlyList<JournalRow> rows)
    {
        var before = _taken;
        var count = 0;
        while (count < rows.Count && !IsFull)
        {
            _taken += rows[count++].Payload.Length;
        }

        return portion.TryGrow((_taken - before) * Copies) ? [.. rows.Take(count)] : throw new EngineOverloadedException(
            $"The requests under way take as many bytes as the server holds at once (setting "
                + $"Web:{nameof(WebOptions.MaxBodyBytesInFlight)}).");
    }
}
