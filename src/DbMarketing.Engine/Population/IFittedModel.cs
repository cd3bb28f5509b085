namespace DbMarketing.Engine.Population;

/// <summary>A model that was fitted to the population. Immutable.</summary>
public interface IFittedModel
{
    /// <summary>Twelve hexadecimal digits that follow from the parameters.</summary>
    string Version { get; }

    /// <summary>When it was fitted.</summary>
    DateTimeOffset FittedAt { get; }
}
