using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Population;

/// <summary>What one sweep found of the segments that read the population. Immutable; a document beside the journal.</summary>
public sealed record SweptSegments
{
    private const string Kind = "sweep";
    private const string Id = "segments";

    /// <summary>The version of the playbook whose segments these are.</summary>
    public required string Playbook { get; init; }

    /// <summary>When it began: every turn that was committed by then is counted.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Customers who were looked at.</summary>
    public required long Scanned { get; init; }

    /// <summary>Customers whose rows could not be read, who are in none of the counts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Unreadable { get; init; }

    /// <summary>All customers, by the population's figures at its end.</summary>
    public required long Customers { get; init; }

    /// <summary>Whether every customer was looked at, and not a sample of them.</summary>
    public required bool Whole { get; init; }

    /// <summary>How many of those who were looked at are in a segment, by its id.</summary>
    public required IReadOnlyDictionary<string, long> Found { get; init; }

    /// <summary>The members of a segment, among all customers; null when it was not counted.</summary>
    public MemberEstimate? MembersOf(string segment) => !Found.TryGetValue(segment, out var found) ? null
        : Whole ? MemberEstimate.Whole(found)
        : MemberEstimate.Of(found, Scanned, Customers);

    /// <summary>The document as it is stored, or null.</summary>
    internal static Task<Document?> FindAsync(IJournalStore store, CancellationToken cancellationToken) =>
        store.ReadDocumentAsync(Kind, Id, cancellationToken);

    internal static SweptSegments Read(Document document) =>
        JsonSerializer.Deserialize(document.Body.Span, PopulationJson.Default.SweptSegments)!;

    /// <summary>False when another node wrote since that revision.</summary>
    internal Task<bool> WriteAsync(IJournalStore store, long revision, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(this, PopulationJson.Default.SweptSegments);
        return store.WriteDocumentAsync(new(Kind, Id, EndedAt, body), revision, cancellationToken);
    }
}
