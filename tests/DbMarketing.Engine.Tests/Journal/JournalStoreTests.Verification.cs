using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Segments;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>What is compared of the tables beside the rows, in every store.</summary>
public abstract partial class JournalStoreTests
{
    private static readonly Identifier Email = new("email", "ann@example.com");
    private static readonly Identifier Phone = new("phone", "+821012345678");

    [Fact]
    public async Task ReadIdentifiers_PagesInTheOrderOfTheIndex()
    {
        var (lease, head) = await BeginAsync();
        await CommitAsync(
            lease, head, First("k:bob", 2) with { Identifiers = [Phone, Email] }, First("k:ann", 1) with { Identifiers = [Email] });

        var first = await Store.ReadIdentifiersAsync(default, 2, Cancellation);
        var rest = await Store.ReadIdentifiersAsync(first[^1], 2, Cancellation);

        Assert.Equal([new IdentifierRow(Email, new(1)), new IdentifierRow(Email, new(2))], first);
        Assert.Equal([new IdentifierRow(Phone, new(2))], rest);
        Assert.Empty(await Store.ReadIdentifiersAsync(rest[^1], 2, Cancellation));
    }

    [Fact]
    public async Task ReadInstant_HasTheHeadsAndWhatIsCountedAndOwedAtThem()
    {
        Assert.Equal((0, 0, 0, 0), await CountsAsync());
        var (lease, head) = await BeginAsync();
        head = await CommitAsync(lease, head, First("k:ann", 1) with
        {
            Outbox = [new("a:x", "link", true)],
            Ledger = [Count(VerdictKind.Applied, "", 2), Count(VerdictKind.Applied, "", 1) with { Source = "app" }],
        });
        await Store.WriteInventoryAsync([Of("lamp", Time.GetUtcNow())], 10, Cancellation);

        Assert.Equal((1, 1, 3, 1), await CountsAsync());
        Assert.Equal(head, Assert.Single((await Store.ReadInstantAsync(Cancellation)).Lanes));

        async Task<(int Lanes, int Outbox, long Applied, long Products)> CountsAsync()
        {
            var instant = await Store.ReadInstantAsync(Cancellation);
            return (instant.Lanes.Count, instant.Outbox.Count, instant.Verdicts.GetValueOrDefault(VerdictKind.Applied), instant.Products);
        }
    }

    [Fact]
    public async Task Verify_OfAnIndexThatHoldsWhatTheTurnsSay_FindsNoFault()
    {
        await CommitToldAsync("010-1234-5678", Email, Phone);
        await Store.WriteInventoryAsync([Sound("lamp")], 10, Cancellation);

        var report = await VerifyAsync();

        Assert.Empty(report.Faults);
        Assert.Equal((2, 1), (report.Identifiers, report.Products));
    }

    [Fact]
    public async Task Verify_OfIdentifiersThatTheIndexLacks_NamesTheTurnAndNoAddress()
    {
        await CommitToldAsync("010-1234-5678");
        Assert.Equal(
            [
                "Customer 1 is not found under the e-mail address of its turn 1.",
                "Customer 1 is not found under the phone number of its turn 1.",
            ],
            await FaultsAsync());
    }

    [Fact]
    public async Task Verify_OfIdentifiersThatNoTurnSays_NamesWhomTheIndexFinds()
    {
        await CommitToldAsync("010-1234-5678", Email, Phone, Email with { Value = "bob@example.com" }, Phone with { Value = "+8210" });
        Assert.Equal(
            [
                "Customer 1 is found under the e-mail address of none of its turns.",
                "Customer 1 is found under the phone number of none of its turns.",
            ],
            await FaultsAsync());
    }

    [Fact]
    public async Task Verify_OfAPhoneNumberUnderAnotherCountry_FindsBothFaults()
    {
        await CommitToldAsync("010-1234-5678", Email, Phone with { Value = "+491012345678" });
        Assert.Equal(
            [
                "Customer 1 is found under the phone number of none of its turns.",
                "Customer 1 is not found under the phone number of its turn 1.",
            ],
            await FaultsAsync());
    }

    [Fact]
    public async Task Verify_OfATurnThatNamesNoPlaybook_LeavesPhoneNumbersOut()
    {
        var (lease, head) = await BeginAsync();
        var told = new InteractionRecorded { At = Time.GetUtcNow(), EffectiveAt = Time.GetUtcNow(), Interaction = Told("010-1234-5678") };
        await CommitAsync(lease, head, First("k:ann", 1) with
        {
            Payload = EntryCodec.WriteTurn([told]), Identifiers = [Email, Phone], Ledger = [Count(VerdictKind.Applied, "", 1)],
        });

        var report = await VerifyAsync();

        Assert.Empty(report.Faults);
        Assert.Equal(1, report.Identifiers);
    }

    [Fact]
    public async Task Verify_OfStockWhoseBodySaysAnotherThing_NamesTheProduct()
    {
        await Store.WriteInventoryAsync(
            [Sound("lamp"), Sound("desk") with { InStock = false }, Of("chair", Time.GetUtcNow()) with { Body = "[]"u8.ToArray() }], 10,
            Cancellation);
        Assert.Equal(
            [
                "The stock of product 'chair' cannot be read.",
                "The stock of product 'desk' says one thing by its columns and another by its body.",
            ],
            await FaultsAsync());
    }

    /// <summary>
    /// Goal: what is committed while a verification runs is in none of its counts, and is no fault. Method: the turns come when it
    /// begins to read the index, to read customers, and to read the index again, all after it has read where the lanes end.
    /// </summary>
    [Fact]
    public async Task Verify_BesideAServer_CountsAsOfTheInstantAtWhichItBegan()
    {
        await CommitToldAsync("010-1234-5678", Email, Phone);
        var (lease, head) = await BeginAsync();
        var sequence = 1;
        var served = new ServedStore(Store, async () =>
        {
            var late = new Identifier("email", $"late{++sequence}@example.com");
            head = await CommitAsync(lease, head, Next("k:ann", 1, sequence) with
            {
                Payload = EntryCodec.WriteTurn([new InteractionRecorded
                {
                    At = Time.GetUtcNow(),
                    EffectiveAt = Time.GetUtcNow(),
                    Interaction = Told("010-9999-9999", late.Value) with { MessageId = $"m{sequence}" },
                }]),
                Identifiers = [late, new("phone", "+821099999999")],
                Outbox = [new("k:bob", "absorb", true)],
                Ledger = [Count(VerdictKind.Applied, "", 1)],
            });
        });

        var report = await new JournalVerifier(served).RunAsync(null, Cancellation);

        Assert.Empty(report.Faults);
        Assert.Equal(4, sequence);
        Assert.Equal((1, 1, 1, 2), (report.Rows, report.Interactions, report.LedgerApplied, report.Identifiers));
    }

    private async Task<IEnumerable<string>> FaultsAsync() => (await VerifyAsync()).Faults.Order(StringComparer.Ordinal);

    private Task<VerificationReport> VerifyAsync() => new JournalVerifier(Store).RunAsync(null, Cancellation);

    /// <summary>One turn that says how Ann is reached, with its review, and what the index is to hold of it.</summary>
    private async Task CommitToldAsync(string phone, params Identifier[] index)
    {
        var (lease, head) = await BeginAsync();
        var playbook = SamplePlaybook.Compiled;
        await Store.WriteDocumentAsync(new("playbook", playbook.Version, Time.GetUtcNow(), playbook.Document), 0, Cancellation);
        var now = Time.GetUtcNow();
        var told = new InteractionRecorded { At = now, EffectiveAt = now, Interaction = Told(phone) };
        var state = new CustomerState(CustomerId.Known("ann"));
        state.Apply(told);
        state.EndTurn(1);
        var reviewed = new Review(state, SamplePlaybook.Reference(playbook)).Conclude(now)!;
        await CommitAsync(lease, head, First("k:ann", 1) with
        {
            Payload = EntryCodec.WriteTurn([told, reviewed]),
            Due = new(reviewed.DueAt),
            Identifiers = index,
            Ledger = [Count(VerdictKind.Applied, "", 1)],
        });
    }

    private Identified Told(string phone, string email = "Ann@Example.com") => new()
    {
        MessageId = "m1",
        Source = "web",
        OccurredAt = Time.GetUtcNow(),
        ReceivedAt = Time.GetUtcNow(),
        Traits = new Dictionary<string, JsonElement>
        {
            ["email"] = JsonSerializer.SerializeToElement(email),
            ["phone"] = JsonSerializer.SerializeToElement(phone),
        },
    };

    private InventoryRow Sound(string product)
    {
        var item = new InventoryItem(product, true, 3, null, null, Time.GetUtcNow());
        return new(product, item.At, true, JsonSerializer.SerializeToUtf8Bytes(item, JsonSerializerOptions.Web));
    }

    /// <summary>A store that is served: a turn is taken whenever the index, or a page of customers, is first read.</summary>
    private sealed class ServedStore(IJournalStore inner, Func<Task> takeTurn) : DelegatingJournalStore(inner)
    {
        public override async Task<IReadOnlyList<IdentifierRow>> ReadIdentifiersAsync(
            IdentifierRow after, int limit, CancellationToken cancellationToken)
        {
            if (after == default)
            {
                await takeTurn();
            }

            return await base.ReadIdentifiersAsync(after, limit, cancellationToken);
        }

        public override async Task<IReadOnlyList<CustomerListing>> ReadCustomersAsync(
            CustomerKey after, int limit, CancellationToken cancellationToken)
        {
            if (after.IsDefault)
            {
                await takeTurn();
            }

            return await base.ReadCustomersAsync(after, limit, cancellationToken);
        }
    }
}
