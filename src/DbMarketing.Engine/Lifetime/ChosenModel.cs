namespace DbMarketing.Engine.Lifetime;

/// <summary>A model that is used, as its name and parameters: enough to make it again.</summary>
/// <param name="Name">Such as <c>bgNbd</c>.</param>
/// <param name="Parameters">By name; times in days, amounts in base currency.</param>
public sealed record ChosenModel(string Name, IReadOnlyDictionary<string, double> Parameters)
{
    internal static ChosenModel Of(IPurchaseModel model, LifetimeFit fit) => new(model.Name, model.Name switch
    {
        ModelNames.BgNbd => ParametersOf(fit.BgNbd!),
        ModelNames.ParetoNbd => ParametersOf(fit.ParetoNbd!),
        ModelNames.Nbd => ParametersOf(fit.Nbd!),
        _ => new Dictionary<string, double> { ["rate"] = model.ExpectedPurchases(default, 1) },
    });

    internal static ChosenModel Of(ISpendModel model, LifetimeFit fit) => new(model.Name, model.Name switch
    {
        ModelNames.GammaGamma => ParametersOf(fit.GammaGamma!),
        _ => new Dictionary<string, double> { ["mean"] = model.ExpectedSpend(0, 0) },
    });

    /// <exception cref="InvalidDataException">There is no such model, or a parameter is missing or out of its range.</exception>
    internal IPurchaseModel ToPurchaseModel() => Made<IPurchaseModel>(() => Name switch
    {
        ModelNames.BgNbd => new BgNbdModel(Parameters["r"], Parameters["alpha"], Parameters["a"], Parameters["b"]),
        ModelNames.ParetoNbd => new ParetoNbdModel(Parameters["r"], Parameters["alpha"], Parameters["s"], Parameters["beta"]),
        ModelNames.Nbd => new NbdModel(Parameters["r"], Parameters["alpha"]),
        ModelNames.ConstantRate => new ConstantRateModel(Parameters["rate"]),
        _ => null,
    });

    /// <exception cref="InvalidDataException">There is no such model, or a parameter is missing or out of its range.</exception>
    internal ISpendModel ToSpendModel() => Made<ISpendModel>(() => Name switch
    {
        ModelNames.GammaGamma => new GammaGammaModel(Parameters["p"], Parameters["q"], Parameters["gamma"]),
        ModelNames.MeanSpend => new MeanSpendModel(Parameters["mean"]),
        _ => null,
    });

    private static Dictionary<string, double> ParametersOf(ModelFit fit) =>
        fit.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value);

    private T Made<T>(Func<T?> make)
        where T : class
    {
        try
        {
            return make() ?? throw new InvalidDataException($"'{Name}' is no model that this program knows.");
        }
        catch (Exception exception) when (exception is KeyNotFoundException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"The model '{Name}' cannot be made: {exception.Message}", exception);
        }
    }
}
