using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Population;

/// <summary>The document beside the journal in which the fits of one model are stored.</summary>
/// <param name="Name">Names it, and so never changes.</param>
/// <param name="Shape">How it is written.</param>
internal sealed record ModelDocument<TModel>(string Name, JsonTypeInfo<ModelHistory<TModel>> Shape)
    where TModel : class, IFittedModel
{
    private const string Kind = "model";

    /// <summary>What is stored, and the revision; an empty history while nothing is, and null for one that a newer program wrote.</summary>
    public async Task<(ModelHistory<TModel>? History, long Revision)> ReadAsync(IJournalStore store, CancellationToken cancellationToken)
    {
        if (await store.ReadDocumentAsync(Kind, Name, cancellationToken) is not { } document)
        {
            return (new(DateTimeOffset.MinValue, []), 0);
        }

        try
        {
            var history = JsonSerializer.Deserialize(document.Body.Span, Shape);
            return (history?.Models is null ? null : history, document.Revision);
        }
        catch (JsonException)
        {
            return (null, document.Revision);
        }
    }

    /// <summary>Writes it as the next revision; false when another node wrote since that one.</summary>
    public Task<bool> WriteAsync(
        IJournalStore store, ModelHistory<TModel> history, long revision, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(history, Shape);
        return store.WriteDocumentAsync(new(Kind, Name, history.CheckedAt, body), revision, cancellationToken);
    }
}
