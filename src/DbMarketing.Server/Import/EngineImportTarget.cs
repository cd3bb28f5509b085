using System.Text.Json;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Hosting;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Server.Import;

/// <summary>The engine of this process. What the playbook's collection rules do not allow is dropped before it is stored.</summary>
internal sealed class EngineImportTarget(ICustomerEngine engine, IJournalStore store, ReferenceSource reference,
    TimeProvider time) : IImportTarget
{
    /// <summary>How long a batch is tried again while the storage cannot serve.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string ProgressKind = "import";

    public Verdict? Judge(AddressedInteraction interaction, DateTimeOffset now) =>
        BlockedIds.IsBlocked(interaction.Customer.Value)
            ? Verdict.Rejected("id_blocked", $"The customer id '{interaction.Customer.Value}' stands for nobody.")
            : CustomerIds.FaultOf("the customer's id", interaction.Customer.Value)
                ?? InteractionValidator.Validate(interaction.Interaction, now);

    public async Task<IReadOnlyList<Verdict>> RecordAsync(IReadOnlyList<AddressedInteraction> batch, CancellationToken cancellationToken)
    {
        var playbook = reference.Current.Playbook;
        var rule = playbook.CollectionFor(batch[0].Interaction.Source);
        var allowed = batch.Select(item => item with { Interaction = CollectionFilter.Apply(item.Interaction, rule) }).ToList();
        return await RetryAsync(() => engine.RecordAsync(allowed, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlySet<string>?> ReadCurrenciesAsync(CancellationToken cancellationToken)
    {
        var playbook = reference.Current.Playbook.Source;
        return Task.FromResult<IReadOnlySet<string>?>(new HashSet<string>(playbook.Rates.Keys) { playbook.BaseCurrency });
    }

    public Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken) =>
        RetryAsync(
            async () =>
            {
                await engine.RecordRejectedAsync(rejected, cancellationToken);
                return 0;
            },
            cancellationToken);

    public async Task<ImportProgress?> ReadProgressAsync(string id, CancellationToken cancellationToken) =>
        await store.ReadDocumentAsync(ProgressKind, id, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, ImportJson.Default.ImportProgress)
            : null;

    public async Task WriteProgressAsync(string id, ImportProgress? progress, CancellationToken cancellationToken)
    {
        if (progress is null)
        {
            await store.DeleteDocumentAsync(ProgressKind, id, cancellationToken);
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(progress, ImportJson.Default.ImportProgress);
        await store.WriteDocumentAsync(new Document(ProgressKind, id, time.GetUtcNow(), body), null, cancellationToken);
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        var giveUpAt = time.GetUtcNow() + Patience;
        while (true)
        {
            var wait = TimeSpan.Zero;
            try
            {
                return await act();
            }
            catch (EngineOverloadedException exception)
            {
                wait = exception.RetryAfter;
            }
            catch (JournalUnavailableException exception) when (time.GetUtcNow() < giveUpAt)
            {
                wait = exception.RetryAfter;
            }
            catch (JournalUnavailableException exception)
            {
                throw new CommandException(
                    $"The journal could not take a batch for {Patience.TotalMinutes} minutes ({exception.Message}).");
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
