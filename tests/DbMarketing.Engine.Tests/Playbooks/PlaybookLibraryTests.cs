using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Playbooks;

public sealed class PlaybookLibraryTests : IDisposable
{
    private static readonly CompiledPlaybook First = SamplePlaybook.Compiled;
    private static readonly CompiledPlaybook Second = SamplePlaybook.Compile(SamplePlaybook.Source with { Name = "Second" });

    private readonly VolatileJournalStore store = new(TimeProvider.System);
    private readonly ReferenceSource source = new(new(First, new NoPropensity()));
    private readonly PlaybookLibrary library;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public PlaybookLibraryTests() => library = new(store, source, TimeProvider.System);

    public void Dispose() => library.Dispose();

    [Fact]
    public async Task Activate_StoresTheVersionAndSwapsOnce()
    {
        var swapped = new List<string>();
        source.Changed += reference => swapped.Add(reference.Playbook.Version);

        await library.ActivateAsync(First, "folder", cancellation);
        var second = await library.ActivateAsync(Second, "api", cancellation);
        var again = await library.ActivateAsync(Second, "api", cancellation);

        Assert.Equal(second.Activation, again.Activation);
        Assert.Equal([Second.Version], swapped);
        Assert.Equal([2, 1], (await library.HistoryAsync(cancellation)).Select(activation => activation.Number));
        Assert.Equal(Second.Version, (await PlaybookLibrary.ReadActiveAsync(store, cancellation))!.Playbook!.Version);
    }

    [Fact]
    public async Task Find_GivesAnEarlierVersionAsItWas()
    {
        await library.ActivateAsync(First, "folder", cancellation);
        await library.ActivateAsync(Second, "api", cancellation);
        using var other = new PlaybookLibrary(store, new ReferenceSource(new(Second, new NoPropensity())), TimeProvider.System);

        var found = await other.FindAsync(First.Version, cancellation);

        Assert.Equal(First.Document, found!.Playbook.Document);
        Assert.Null(await other.FindAsync("000000000000", cancellation));
    }

    [Fact]
    public async Task RollBack_ActivatesAStoredVersionAndRefusesAnother()
    {
        await library.ActivateAsync(First, "folder", cancellation);
        await library.ActivateAsync(Second, "api", cancellation);

        var back = await library.RollBackAsync(First.Version, cancellation);
        var refused = await library.RollBackAsync("000000000000", cancellation);

        Assert.Equal(3, back.Activation!.Number);
        Assert.Equal(First.Version, source.Current.Playbook.Version);
        Assert.Null(refused.Activation);
        Assert.Contains("not a stored version", Assert.Single(refused.Faults).Reason, StringComparison.Ordinal);
    }

    /// <summary>
    /// Goal: a version that an earlier engine took, and the checks of this one refuse, holds at the start and replays as it is stored, and
    /// is not rolled back to.
    /// </summary>
    [Fact]
    public async Task StoredVersion_ThatNewerChecksRefuse_StillHoldsAndIsNotActivatedAgain()
    {
        var version = await StoreAsTakenAsync(SamplePlaybook.Source with
        {
            Offers = [SamplePlaybook.Source.Offers[0] with { Value = -1 }, SamplePlaybook.Source.Offers[1]],
        });

        var active = (await PlaybookLibrary.ReadActiveAsync(store, cancellation))!.Playbook!;
        var found = (await library.FindAsync(version, cancellation))!.Playbook;
        var held = await library.RefreshAsync(cancellation);
        var back = await library.RollBackAsync(version, cancellation);

        Assert.Equal((version, version, version), (active.Version, found.Version, source.Current.Playbook.Version));
        Assert.Equal((2, 1), (active.Offers.Count, active.Segments.Count));
        Assert.Equal("$.offers[0].value", Assert.Single(active.Faults).Path);
        Assert.True(held);
        Assert.Null(back.Activation);
        Assert.Equal(active.Faults, back.Faults);
    }

    [Fact]
    public async Task StoredVersion_WithConditionsThatCannotBeCompiled_HoldsWithoutWhatHasThem()
    {
        Condition odd = SamplePlaybook.Field("no.such", ConditionOperator.AtLeast, "1"), segment = new() { Segment = "odd" };
        var (first, second) = (SamplePlaybook.Source.Offers[0], SamplePlaybook.Source.Offers[1]);
        await StoreAsTakenAsync(SamplePlaybook.Source with
        {
            Segments = [.. SamplePlaybook.Source.Segments, new("odd", "Odd", odd)],
            Offers =
            [
                first, first with { Id = "by-offer", Policy = new() { Eligibility = segment } },
                first with { Id = "by-treatment", Treatments = [first.Treatments[0] with { Eligibility = odd }] }, second,
            ],
            Groups = [SamplePlaybook.Source.Groups[0], SamplePlaybook.Source.Groups[1] with { Policy = new() { Suitability = odd } }],
        });

        var active = (await PlaybookLibrary.ReadActiveAsync(store, cancellation))!.Playbook!;

        Assert.Equal([first.Id], active.Offers.Select(offer => offer.Source.Id));
        Assert.Equal(["buyers"], active.Segments.Select(one => one.Source.Id));
        Assert.Contains(active.Faults, fault => fault.Path == "$.offers[2].treatments[0].eligibility.field");
    }

    [Fact]
    public async Task StoredVersion_WithAnOfferAndASegmentOfAnotherShape_HoldsWithoutThem()
    {
        await StoreAsTakenAsync(("\"offers\":[{", "\"offers\":[{\"later\":1,"), ("\"segments\":[", "\"segments\":[{\"id\":\"odd\"},"));

        var active = (await PlaybookLibrary.ReadActiveAsync(store, cancellation))!.Playbook!;

        Assert.Equal([SamplePlaybook.Source.Offers[1].Id], active.Offers.Select(offer => offer.Source.Id));
        Assert.Equal(["buyers"], active.Segments.Select(one => one.Source.Id));
        Assert.Contains(active.Faults, fault => fault.Path == "$.offers[0].later");
    }

    /// <summary>
    /// Without its rates or its days it would count wrongly, and without a cap or a part that only a newer engine knows it would let
    /// through what it forbids; neither can be mended later. A node that runs keeps what it holds.
    /// </summary>
    [Theory]
    [InlineData("\"rates\":{", "\"rates\":{\"CHF\":\"much\",")]
    [InlineData("Asia/Seoul", "Asia/Atlantis")]
    [InlineData("\"baseCurrency\":\"USD\"", "\"baseCurrency\":null")]
    [InlineData("\"suppressions\":[", "\"suppressions\":[{\"id\":\"rest\",\"later\":1}")]
    [InlineData("\"channelLimits\":[", "\"channelLimits\":[{\"id\":\"mail\",\"later\":1}")]
    [InlineData("\"quietHours\":[", "\"quietHours\":[{\"later\":1}")]
    [InlineData("\"contextWeights\":[", "\"contextWeights\":[{\"later\":1}")]
    [InlineData("\"collection\":[", "\"collection\":[{\"source\":\"*\",\"later\":1}")]
    [InlineData("\"profile\":[", "\"profile\":[{\"name\":\"size\"},")]
    [InlineData("\"offers\":[", "\"blackouts\":[],\"offers\":[")]
    public async Task StoredVersion_ThatWouldCountOrForbidOtherwise_DoesNotHold(string text, string changed)
    {
        await StoreAsTakenAsync((text, changed));

        var load = (await PlaybookLibrary.ReadActiveAsync(store, cancellation))!;

        Assert.Null(load.Playbook);
        Assert.NotEmpty(load.Faults);
        await Assert.ThrowsAsync<InvalidDataException>(() => library.RefreshAsync(cancellation));
        Assert.Same(First, source.Current.Playbook);
    }

    [Fact]
    public async Task ActivateDocument_KeepsTheActiveVersionWhenThereIsAFault()
    {
        var result = await library.ActivateDocumentAsync("{}"u8.ToArray(), "api", cancellation);

        Assert.Null(result.Activation);
        Assert.Contains(result.Faults, fault => fault.Reason == "lacks the required property 'timeZone'");
        Assert.Equal(First.Version, source.Current.Playbook.Version);
    }

    [Fact]
    public async Task Activate_OfANewVersionBeyondTheLimitIsRefused_AndStoredOnesStay()
    {
        using var full = new PlaybookLibrary(store, source, TimeProvider.System, storedVersions: 1);
        await full.ActivateAsync(First, "folder", cancellation);

        var refused = await full.ActivateAsync(Second, "api", cancellation);
        var again = await full.ActivateAsync(First, "api", cancellation);

        Assert.Null(refused.Activation);
        Assert.Contains("1 are stored, which is the limit", Assert.Single(refused.Faults).Reason, StringComparison.Ordinal);
        Assert.Equal(First.Version, again.Activation!.Version);
        Assert.Equal(First.Version, source.Current.Playbook.Version);
        Assert.Null(await full.FindAsync(Second.Version, cancellation));
    }

    [Fact]
    public async Task Activate_OfTwoProcessesAtOnceKeepsBoth()
    {
        using var other = new PlaybookLibrary(store, new ReferenceSource(new(First, new NoPropensity())), TimeProvider.System);

        await Task.WhenAll(library.ActivateAsync(First, "folder", cancellation), other.ActivateAsync(Second, "api", cancellation));

        var history = await library.HistoryAsync(cancellation);
        Assert.Equal([2, 1], history.Select(activation => activation.Number));
        Assert.Equal(2, history.Select(activation => activation.Version).Distinct().Count());
    }

    [Fact]
    public async Task Join_WithWhatWasActiveBeforeTakesWhatIsActiveNow()
    {
        await library.ActivateAsync(First, "folder", cancellation);
        await library.ActivateAsync(Second, "api", cancellation);
        var starting = new ReferenceSource(new(First, new NoPropensity()));
        using var other = new PlaybookLibrary(store, starting, TimeProvider.System);

        var joined = await other.JoinAsync(First, "folder", onlyFirst: false, cancellation);

        Assert.Equal(Second.Version, joined.Activation!.Version);
        Assert.Equal(Second.Version, starting.Current.Playbook.Version);
        Assert.Equal(["api", "folder"], (await library.HistoryAsync(cancellation)).Select(activation => activation.Origin));
    }

    [Fact]
    public async Task Join_ActivatesAFolderThatNeverWasActive_AndASampleOnlyAsTheFirst()
    {
        var starting = new ReferenceSource(new(Second, new NoPropensity()));
        using var other = new PlaybookLibrary(store, starting, TimeProvider.System);

        await library.JoinAsync(First, "sample", onlyFirst: true, cancellation);
        var sample = await other.JoinAsync(Second, "sample", onlyFirst: true, cancellation);
        Assert.Equal((First.Version, First.Version), (sample.Activation!.Version, starting.Current.Playbook.Version));

        var folder = await other.JoinAsync(Second, "folder", onlyFirst: false, cancellation);
        Assert.Equal((Second.Version, Second.Version), (folder.Activation!.Version, starting.Current.Playbook.Version));
        Assert.Equal(["folder", "sample"], (await library.HistoryAsync(cancellation)).Select(activation => activation.Origin));
    }

    private Task<string> StoreAsTakenAsync(Playbook playbook) => StoreAsTakenAsync(CompiledPlaybook.Write(playbook));

    /// <summary>The first version's document with texts replaced.</summary>
    private Task<string> StoreAsTakenAsync(params (string Text, string Changed)[] changes)
    {
        var document = Encoding.UTF8.GetString(First.Document);
        foreach (var (text, changed) in changes)
        {
            Assert.Contains(text, document, StringComparison.Ordinal);
            document = document.Replace(text, changed, StringComparison.Ordinal);
        }

        return StoreAsTakenAsync(Encoding.UTF8.GetBytes(document));
    }

    /// <summary>Stores a document and its activation as an engine did that found no fault in it.</summary>
    private async Task<string> StoreAsTakenAsync(byte[] document)
    {
        var version = CompiledPlaybook.VersionOf(document);
        var history = new ActivationHistory([new(1, version, "Test shop", DateTimeOffset.UnixEpoch, "api")]);
        await store.WriteDocumentAsync(new("playbook", version, DateTimeOffset.UnixEpoch, document), 0, cancellation);
        await store.WriteDocumentAsync(
            new("activation", "history", DateTimeOffset.UnixEpoch, JsonSerializer.SerializeToUtf8Bytes(history, PlaybookFormat.Options)), 0,
            cancellation);
        return version;
    }

    private sealed class NoPropensity : IPropensityModel
    {
        public string Version => "none";

        public double Estimate(ConditionInput input, CompiledPlaybook playbook, Offer offer, Treatment treatment, double random) => 0;
    }
}
