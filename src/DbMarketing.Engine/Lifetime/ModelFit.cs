namespace DbMarketing.Engine.Lifetime;

/// <summary>A parameter of a fitted model.</summary>
/// <param name="Name">As the paper calls it, in Latin letters: <c>r</c>, <c>alpha</c> …</param>
/// <param name="Value">In the unit of the histories where it is a time, in currency where it is an amount.</param>
/// <param name="StandardError">From the curvature at the maximum; null where there is no interior maximum.</param>
public sealed record ModelParameter(string Name, double Value, double? StandardError);

/// <summary>What a search for the maximum of a likelihood came to. All numbers are finite.</summary>
public sealed record ModelFit
{
    public required IReadOnlyList<ModelParameter> Parameters { get; init; }

    /// <summary>At the parameters, in natural logarithm and the histories' unit.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Steps of the search that ended highest.</summary>
    public required int Iterations { get; init; }

    /// <summary>Calls of the likelihood in all searches.</summary>
    public required int Evaluations { get; init; }

    /// <summary>The greatest slope that is left, for each customer and power of e of a parameter.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Why the likelihood has no interior maximum, in words; null when it has one.</summary>
    public string? Degeneracy { get; init; }

    public bool HasInteriorMaximum => Degeneracy is null;

    /// <summary>The value of a parameter.</summary>
    public double this[string name] => Parameters.First(parameter => parameter.Name == name).Value;
}
