namespace DbMarketing.Engine.Population;

/// <summary>What became of the wish to fit models.</summary>
public enum FitStart
{
    None = 0,

    /// <summary>It has begun.</summary>
    Begun,

    /// <summary>One is under way, here or on another node.</summary>
    UnderWay,

    /// <summary>The population has not been counted yet since this node started.</summary>
    NotCounted,

    /// <summary>Nobody has bought.</summary>
    NothingToFit,
}
