using System.Collections.Concurrent;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// Compares the index by which customers are looked up with what their rows say, both ways. The index is read before the rows, so that
/// beside a server every row of it that was read has its turn among those that follow. Of each row a hash is kept. Faults name no
/// address and no number, as no log does: only the customer and the turn. Checking is thread-safe.
/// </summary>
/// <remarks>
/// How a phone number without a country code is read depends on the playbook of its turn, which the turn's review names. Phone numbers of
/// a customer with a turn that no review followed (a test customer's) are looked for in neither direction.
/// </remarks>
internal sealed class IdentifierVerifier(IJournalStore store)
{
    private const int PageRows = 5_000;

    private readonly ConcurrentDictionary<string, Task<string?>> _countryCodes = [];
    private readonly ConcurrentDictionary<CustomerKey, bool> _phonesUntold = [];
    private ulong[] _index = [];
    private bool[] _met = [];
    private long _compared;

    /// <summary>Identifiers of folded rows that were looked for in the index.</summary>
    public long Compared => _compared;

    /// <summary>Reads the index, which comes before everything else.</summary>
    public async Task ReadIndexAsync(CancellationToken cancellationToken)
    {
        var hashes = new List<ulong>();
        await foreach (var row in RowsAsync(cancellationToken))
        {
            hashes.Add(StableHash.Identifier(row.Identifier, row.Customer));
        }

        hashes.Sort();
        _index = [.. hashes];
        _met = new bool[_index.Length];
    }

    /// <summary>Looks for what a folded row says of how the customer is reached; call it after the row was folded.</summary>
    /// <returns>What is not in the index, in words that follow the customer's key.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(
        CustomerFold fold, IReadOnlyList<Identified> told, CancellationToken cancellationToken)
    {
        if (told.Count == 0)
        {
            return [];
        }

        var countryCode = await CountryCodeAsync(fold.State, cancellationToken);
        var faults = new List<string>();
        foreach (var identifier in Identify(fold.Key, told, countryCode).Where(fold.Identifiers.Add))
        {
            Interlocked.Increment(ref _compared);
            if (!Meet(identifier, fold.Key))
            {
                faults.Add($"is not found under the {WordOf(identifier)} of its turn {fold.State.Sequence}.");
            }
        }

        return faults;
    }

    /// <summary>Takes note of a row that came after those that are folded: the index may hold what it says.</summary>
    public void Pass(CustomerFold fold, JournalRow row)
    {
        foreach (var identifier in Identify(fold.Key, CustomerFold.ToldBy(row), countryCode: null))
        {
            Meet(identifier, fold.Key);
        }
    }

    /// <summary>Names what the index holds and no row says, once all rows were seen.</summary>
    public async Task EndAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (!_met.Contains(false))
        {
            return;
        }

        await foreach (var (identifier, customer) in RowsAsync(cancellationToken))
        {
            var place = Array.BinarySearch(_index, StableHash.Identifier(identifier, customer));
            if (place >= 0 && !_met[place] && !(IsPhone(identifier) && _phonesUntold.ContainsKey(customer)))
            {
                report($"Customer {customer} is found under the {WordOf(identifier)} of none of its turns.");
            }
        }
    }

    /// <param name="countryCode">By which phone numbers were read; null when that is not known.</param>
    private IEnumerable<Identifier> Identify(CustomerKey customer, IReadOnlyList<Identified> told, string? countryCode)
    {
        if (countryCode is null && told.Count > 0)
        {
            _phonesUntold.TryAdd(customer, true);
        }

        return told.SelectMany(identified => Identifiers.Of(identified, countryCode ?? ""))
            .Where(identifier => countryCode is not null || !IsPhone(identifier));
    }

    private bool Meet(Identifier identifier, CustomerKey customer)
    {
        var place = Array.BinarySearch(_index, StableHash.Identifier(identifier, customer));
        return place >= 0 && (_met[place] = true);
    }

    /// <summary>The country code of the playbook by which the turn that was folded last was taken; null when no review names it.</summary>
    private async Task<string?> CountryCodeAsync(CustomerState state, CancellationToken cancellationToken) =>
        state is { IsTest: false, MergedInto: null, LastReview.Version: { } version }
            ? await _countryCodes.GetOrAdd(version, wanted => ReadCountryCodeAsync(wanted.Split('+')[0], cancellationToken)) : null;

    /// <summary>From the document as it is: whether this engine version would take the playbook does not matter here.</summary>
    private async Task<string?> ReadCountryCodeAsync(string version, CancellationToken cancellationToken)
    {
        if (await store.ReadDocumentAsync(PlaybookLibrary.PlaybookKind, version, cancellationToken) is not { } document)
        {
            return null;
        }

        using var playbook = JsonDocument.Parse(document.Body);
        return playbook.RootElement.TryGetProperty("phoneCountryCode", out var code) ? code.GetString() : null;
    }

    private async IAsyncEnumerable<IdentifierRow> RowsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = default(IdentifierRow);
        while (await store.ReadIdentifiersAsync(after, PageRows, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                yield return after = row;
            }
        }
    }

    private static bool IsPhone(Identifier identifier) => identifier.Kind == "phone";

    private static string WordOf(Identifier identifier) => IsPhone(identifier) ? "phone number" : "e-mail address";
}
