using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Simulation;

/// <summary>
/// A second, simpler account of the caps: replays the stored entries and counts, at each decision, what was presented and what is
/// reserved. It frees a reservation as early as any reading of the rules could, so what it reports is a violation under all.
/// </summary>
internal static class CapModel
{
    public static IEnumerable<string> Check(StoredJournal journal)
    {
        var violations = new List<string>();
        var books = new Dictionary<CustomerId, Book>();

        // In the order of the commits, so that a merge finds what the other had at that time.
        foreach (var row in journal.Lane)
        {
            var customer = journal.Customers.First(pair => pair.Value.Any(own => own.Position == row.Position)).Key;
            if (!books.TryGetValue(customer, out var book))
            {
                books.Add(customer, book = new Book());
            }

            foreach (var entry in EntryCodec.ReadTurn(row.Payload))
            {
                Take(book, entry, books, violations);
            }
        }

        return violations;
    }

    private static void Take(Book book, Entry entry, Dictionary<CustomerId, Book> books, List<string> violations)
    {
        switch (entry)
        {
            case DecisionMade made:
                Judge(book, made.Decision, violations);
                break;
            case InteractionRecorded { Interaction: OfferPresented presented } recorded:
                book.Reserved.RemoveAll(held => held.OfferId == presented.OfferId);

                // Decisions that reuse one reservation are one contact, however often it is reported.
                if (book.Confirmed.Add((recorded.Contact?.DecisionId ?? presented.MessageId, presented.OfferId)))
                {
                    book.Presented.Add((presented.OfferId, recorded.EffectiveAt));
                }

                break;
            case Absorbed absorbed when books.TryGetValue(CustomerId.Parse(absorbed.Loser), out var other):
                book.Presented.AddRange(other.Presented);
                book.Reserved.AddRange(other.Reserved);
                book.Confirmed.UnionWith(other.Confirmed);
                break;
        }
    }

    private static void Judge(Book book, Decision decision, List<string> violations)
    {
        var now = decision.Now;
        book.Reserved.RemoveAll(held => held.Until <= now);
        foreach (var offer in decision.Offers.Where(static offer => offer.ReservedUntil is not null))
        {
            var ofOffer = book.Reserved.Count(held => held.OfferId == offer.OfferId)
                + book.Presented.Count(shown => shown.OfferId == offer.OfferId && shown.At > now - SimulatedPlaybook.PresentedWindow
                    && shown.At <= now);
            if (ofOffer >= SimulatedPlaybook.PresentedMax)
            {
                violations.Add($"{decision.Id} offers {offer.OfferId} with {ofOffer} contacts, at most {SimulatedPlaybook.PresentedMax}");
            }

            var onWeb = book.Reserved.Count + book.Presented.Count(shown =>
                shown.At > now - SimulatedPlaybook.WebWindow && shown.At <= now);
            if (onWeb >= SimulatedPlaybook.WebMax)
            {
                violations.Add($"{decision.Id} offers {offer.OfferId} with {onWeb} contacts on the web, at most {SimulatedPlaybook.WebMax}");
            }

            book.Reserved.Add((offer.OfferId, offer.ReservedUntil!.Value));
        }
    }

    private sealed class Book
    {
        public List<(string OfferId, DateTimeOffset At)> Presented { get; } = [];

        public List<(string OfferId, DateTimeOffset Until)> Reserved { get; } = [];

        public HashSet<(string Reservation, string OfferId)> Confirmed { get; } = [];
    }
}
