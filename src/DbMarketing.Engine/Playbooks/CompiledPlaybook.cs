using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Playbooks;

/// <summary>
/// A validated playbook with its conditions compiled and its names resolved. Immutable, thread-safe. One that was taken before and that
/// newer checks would refuse still is what decisions name, so it can be compiled again (<see cref="Faults"/>).
/// </summary>
public sealed class CompiledPlaybook
{
    private readonly FrozenDictionary<string, CollectionRule> collection;

    /// <param name="source">As written.</param>
    /// <param name="timeZone">The business time zone.</param>
    /// <param name="segments">Those whose conditions can be compiled.</param>
    /// <param name="offers">Those all of whose conditions can be compiled.</param>
    /// <param name="stored">The document as it was taken before; null for a playbook that is new.</param>
    internal CompiledPlaybook(
        Playbook source, TimeZoneInfo timeZone, IReadOnlyList<CompiledSegment> segments, IReadOnlyList<CompiledOffer> offers,
        byte[]? stored = null)
    {
        Source = source;
        TimeZone = timeZone;
        RfmGroups = RfmGroupRules.GroupsOf(source);
        LifetimeTerms = (source.Lifetime ?? new()).ToTerms();
        Segments = segments;
        Offers = offers;
        StoredSegments = [.. segments.Where(static segment => segment.Condition.Class < FieldClass.Population)];
        TimedSegments = [.. StoredSegments.Where(static segment => segment.Condition.Class == FieldClass.Time)];
        ReadsLags = StoredSegments.Any(static segment => segment.Condition.ReadsLags);
        SegmentsById = segments.ToFrozenDictionary(segment => segment.Source.Id, StringComparer.Ordinal);
        OffersById = offers.ToFrozenDictionary(offer => offer.Source.Id, StringComparer.Ordinal);
        ChannelsById = source.Channels.ToFrozenDictionary(channel => channel.Id, StringComparer.Ordinal);
        PurposesById = source.Purposes.ToFrozenDictionary(purpose => purpose.Id, StringComparer.Ordinal);
        PlacementsById = source.Placements.ToFrozenDictionary(placement => (placement.Channel, placement.Id));
        ProfileByName = source.Profile.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
        collection = source.Collection.ToFrozenDictionary(rule => rule.Source, StringComparer.Ordinal);
        Document = stored ?? Write(source);
        Version = VersionOf(Document);
    }

    public Playbook Source { get; }

    /// <summary>The canonical document: loading it gives the same playbook and the same <see cref="Version"/>.</summary>
    public byte[] Document { get; }

    /// <summary>First 12 hexadecimal digits of the SHA-256 of the canonical document.</summary>
    public string Version { get; }

    /// <summary>
    /// What the checks of this engine version find wrong with a playbook that an earlier one took; empty as a rule. Offers and segments
    /// whose conditions cannot be compiled are not among <see cref="Offers"/> and <see cref="Segments"/>.
    /// </summary>
    public IReadOnlyList<PlaybookFault> Faults { get; internal init; } = [];

    public TimeZoneInfo TimeZone { get; }

    /// <summary>The names of the RFM cells.</summary>
    public RfmGroups RfmGroups { get; }

    /// <summary>How lifetime values are reckoned.</summary>
    public LifetimeTerms LifetimeTerms { get; }

    /// <summary>In the order written.</summary>
    public IReadOnlyList<CompiledSegment> Segments { get; }

    /// <summary>Segments whose members are stored: all but those that read the population, which are evaluated when read.</summary>
    public ImmutableArray<CompiledSegment> StoredSegments { get; }

    /// <summary>Of the <see cref="StoredSegments"/> those whose members change by time alone.</summary>
    public ImmutableArray<CompiledSegment> TimedSegments { get; }

    /// <summary>What is called overdue and lapsed, by default where the playbook says nothing.</summary>
    public LagPolicy Lag => Source.Lag ?? LagPolicy.Default;

    /// <summary>The product categories with a lag of their own.</summary>
    public IReadOnlyList<string> LagCategories => Lag.Categories ?? [];

    /// <summary>A stored segment reads the lag model, so memberships follow it.</summary>
    public bool ReadsLags { get; }

    public IReadOnlyDictionary<string, CompiledSegment> SegmentsById { get; }

    /// <summary>In the order written.</summary>
    public IReadOnlyList<CompiledOffer> Offers { get; }

    public IReadOnlyDictionary<string, CompiledOffer> OffersById { get; }

    public IReadOnlyDictionary<string, Channel> ChannelsById { get; }

    public IReadOnlyDictionary<string, Purpose> PurposesById { get; }

    /// <summary>Placements by channel and id: two channels may use the same id.</summary>
    public IReadOnlyDictionary<(string Channel, string Id), Placement> PlacementsById { get; }

    public IReadOnlyDictionary<string, ProfileField> ProfileByName { get; }

    /// <summary>The day number (days since 1970-01-01) of an instant in the business time zone.</summary>
    public int DayOf(DateTimeOffset instant) => BusinessDays.DayOf(instant, TimeZone);

    /// <summary>An amount in base currency; null when its currency has no rate. A null currency is the base currency.</summary>
    public decimal? ToBase(decimal amount, string? currency) =>
        currency is null || currency == Source.BaseCurrency ? amount
        : Source.Rates.TryGetValue(currency, out var rate) ? amount * rate
        : null;

    /// <summary>The source's own rule, else the rule for every source (<c>*</c>), else null.</summary>
    public CollectionRule? CollectionFor(string source) =>
        collection.GetValueOrDefault(source) ?? collection.GetValueOrDefault("*");

    /// <summary>The canonical document of a playbook: one line, properties in the order of the record, Korean as it is.</summary>
    internal static byte[] Write(Playbook playbook) => JsonSerializer.SerializeToUtf8Bytes(playbook, PlaybookFormat.Shape);

    internal static string VersionOf(ReadOnlySpan<byte> document) => Convert.ToHexStringLower(SHA256.HashData(document))[..12];
}
