namespace DbMarketing.Engine.Population;

/// <summary>The fits of one model, as they are stored in one document beside the journal.</summary>
/// <param name="CheckedAt">When a fit was last made, whether or not its model was taken up.</param>
/// <param name="Models">The models that held, newest first; at most <see cref="MostKept"/>.</param>
public sealed record ModelHistory<TModel>(DateTimeOffset CheckedAt, IReadOnlyList<TModel> Models)
    where TModel : class, IFittedModel
{
    /// <summary>Models kept; with one more the oldest is forgotten, and what was last reviewed by it cannot be verified.</summary>
    public const int MostKept = 50;

    /// <summary>
    /// What that fit was made to, by which the next one is due: a model that stays need not be fitted again for its age.
    /// Null in one that an older program stored.
    /// </summary>
    public FitBasis? CheckedTo { get; init; }

    /// <summary>The model that holds; null before the first.</summary>
    public TModel? Newest => Models is [var newest, ..] ? newest : null;

    /// <summary>The model that held at an instant; null before the first that is kept.</summary>
    public TModel? HeldAt(DateTimeOffset instant) => Models.FirstOrDefault(model => model.FittedAt <= instant);

    /// <summary>The same after a fit.</summary>
    /// <param name="at">When it was made.</param>
    /// <param name="basis">What it was made to.</param>
    /// <param name="model">What holds from now on; null when nothing else does.</param>
    public ModelHistory<TModel> After(DateTimeOffset at, FitBasis basis, TModel? model) =>
        new(at, model is null ? Models : [model, .. Models.Take(MostKept - 1)]) { CheckedTo = basis };
}
