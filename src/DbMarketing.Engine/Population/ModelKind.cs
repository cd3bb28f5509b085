namespace DbMarketing.Engine.Population;

/// <summary>What a <see cref="ModelSchedule{TModel}"/> needs to know of the model that it keeps.</summary>
/// <param name="Document">Where it is stored; its name is the lease's too.</param>
/// <param name="Fit">Fits as of an instant, by the figures of this node; null when there is too little to fit to.</param>
/// <param name="Basis">What a fit would be made to now, by the figures of this node; null before there are any.</param>
/// <param name="IsEnough">Whether the figures of this node have what a fit needs at least.</param>
/// <param name="BasisOf">What a model was fitted to.</param>
/// <param name="IsFar">Whether the first, which was fitted now, is far enough from the second to take its place.</param>
/// <param name="Hold">Makes a model hold on this node.</param>
internal sealed record ModelKind<TModel>(
    ModelDocument<TModel> Document, Func<DateTimeOffset, TModel?> Fit, Func<FitBasis?> Basis, Func<bool> IsEnough,
    Func<TModel, FitBasis> BasisOf, Func<TModel, TModel, bool> IsFar, Action<TModel> Hold)
    where TModel : class, IFittedModel;
