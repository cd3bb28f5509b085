namespace DbMarketing.Engine.Playbooks;

/// <summary>
/// The limits of one playbook. What is over a limit is a fault of the playbook, so the version that is active stays active.
/// </summary>
public static class PlaybookLimits
{
    /// <summary>Files of one folder.</summary>
    public const int Files = 500;

    /// <summary>All files of a folder together, or one document, in bytes.</summary>
    public const int DocumentBytes = 32 * 1024 * 1024;

    /// <summary>Faults reported at once; the rest are counted.</summary>
    public const int Faults = 1_000;

    public const int Languages = 20;
    public const int Channels = 32;
    public const int Placements = 500;
    public const int ProfileFields = 500;
    public const int Purposes = 50;
    public const int Segments = 1_000;
    public const int Issues = 100;
    public const int Groups = 500;

    /// <summary>A decision looks at each of them: 2,500 with 10 conditions each stay below a millisecond.</summary>
    public const int Offers = 2_500;
    public const int TreatmentsPerOffer = 16;
    public const int SegmentPropensitiesPerOffer = 50;
    public const int ProductsPerOffer = 50;
    public const int Suppressions = 100;
    public const int ChannelLimits = 50;
    public const int QuietHours = 50;

    /// <summary>Product categories with a lag of their own: each review counts the gaps of each.</summary>
    public const int LagCategories = 16;
    public const int ContextWeights = 500;
    public const int Fallbacks = 500;
    public const int CollectionRules = 200;
    public const int DenyFieldsPerRule = 200;
    public const int Rates = 200;

    /// <summary>Names in one language.</summary>
    public const int LocalNames = 5_000;

    /// <summary>Fields of one treatment's content in one language.</summary>
    public const int ContentFields = 20;

    /// <summary>Characters of one content field.</summary>
    public const int ContentLength = 4_000;

    /// <summary>Names of RFM cells, of which there are 125.</summary>
    public const int RfmGroups = 125;
    public const int IdLength = 64;
    public const int NameLength = 200;
    public const int DescriptionLength = 1_000;

    /// <summary>Levels of one condition, with the segments that it names spelt out.</summary>
    public const int ConditionDepth = 16;

    /// <summary>Nodes of one condition, with the segments that it names spelt out.</summary>
    public const int ConditionNodes = 1_000;

    /// <summary>Values of one <c>in</c> or <c>notIn</c>.</summary>
    public const int ConditionValues = 200;

    /// <summary>The longest window over which anything is counted by day.</summary>
    public const int CountedDays = 366;

    /// <summary>The longest window and the longest pause of a contact policy.</summary>
    public static readonly TimeSpan PolicyWindow = TimeSpan.FromDays(366);

    /// <summary>The longest time for which a decided offer counts against the caps, or may be shown.</summary>
    public static readonly TimeSpan Reservation = TimeSpan.FromDays(7);

    public const double WeightMin = -100;
    public const double WeightMax = 1_000;
    public const double ValueMax = 1_000_000_000;
    public const int CountMax = 100;

    /// <summary>Activations kept in the history; older ones are dropped from the list, their versions stay stored.</summary>
    public const int Activations = 1_000;

    /// <summary>
    /// Versions stored beside the journal. Decisions name them and must stay replayable, so none is dropped: at the limit a new version is
    /// refused, and a stored one may still be activated.
    /// </summary>
    public const int StoredVersions = 10_000;

    /// <summary>Compiled versions that replay keeps in memory.</summary>
    public const int CompiledVersions = 16;
}
