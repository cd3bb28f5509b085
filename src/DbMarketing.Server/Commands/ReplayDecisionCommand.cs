using System.CommandLine;
using System.Runtime.CompilerServices;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Server.Commands;

/// <summary><c>replay-decision ID… | --all</c>: decides stored decisions again and compares the bytes.</summary>
internal static class ReplayDecisionCommand
{
    private const int CustomersPerRead = 500;

    public static Command Create()
    {
        var storage = new StorageOptions();
        var ids = new Argument<string[]>("ID") { Description = "Decision ids, as the API returns them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every decision in the journal." };
        var command = storage.AddTo(new Command("replay-decision", "Decides stored decisions again and compares the bytes."));
        command.Add(ids);
        command.Add(all);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = (parsed.GetValue(ids) ?? []).Select(Parse).ToList();
            if (named.Count == 0 && !parsed.GetValue(all))
            {
                throw new CommandException("Name a decision's id, or --all.");
            }

            await using var store = await storage.Read(parsed).OpenExistingAsync(TimeProvider.System, cancellationToken);
            var choice = await PlaybookChoice.ChooseAsync(store, null, false, NullLogger.Instance, cancellationToken);
            using var library = new PlaybookLibrary(
                store, new ReferenceSource(new ReferenceData(choice.Playbook, new FixedPropensity())), TimeProvider.System);
            var replay = new DecisionReplay(store, library);
            var results = named.Count > 0 ? Named(replay, named, cancellationToken) : Everyone(replay, store, cancellationToken);
            return await ReportAsync(results, named.Count > 0, parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static DecisionId Parse(string text) =>
        DecisionId.TryParse(text, out var id)
            ? id : throw new CommandException($"'{text}' is not a decision id; expected d-KEY-SEQUENCE-INDEX.");

    private static async IAsyncEnumerable<ReplayResult> Named(
        DecisionReplay replay, List<DecisionId> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            yield return await replay.ReplayAsync(id, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<ReplayResult> Everyone(
        DecisionReplay replay, IJournalStore store,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<CustomerListing> page = [new(default, default)];
        while ((page = await store.ReadCustomersAsync(page[^1].Key, CustomersPerRead, cancellationToken)).Count > 0)
        {
            foreach (var customer in page)
            {
                await foreach (var result in replay.ReplayCustomerAsync(customer.Key, cancellationToken))
                {
                    yield return result;
                }
            }
        }
    }

    private static async Task<int> ReportAsync(IAsyncEnumerable<ReplayResult> results, bool each, TextWriter output)
    {
        long replayed = 0, identical = 0;
        await foreach (var result in results)
        {
            replayed++;
            identical += result.Identical ? 1 : 0;
            if (result.Identical)
            {
                if (each)
                {
                    await output.WriteLineAsync($"{result.Id}  identical");
                }

                continue;
            }

            await output.WriteLineAsync($"{result.Id}  {result.Reason ?? "differs"}");
            foreach (var difference in result.Differences)
            {
                await output.WriteLineAsync($"  {difference}");
            }
        }

        await output.WriteLineAsync($$"""{"replayed":{{replayed}},"identical":{{identical}}}""");
        return replayed == identical ? ExitCodes.Success : ExitCodes.Failed;
    }
}
