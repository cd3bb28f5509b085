namespace DbMarketing.Engine.Lifetime;

/// <summary>The models' names in reports.</summary>
internal static class ModelNames
{
    public const string BgNbd = "bgNbd";
    public const string ParetoNbd = "paretoNbd";
    public const string Nbd = "nbd";
    public const string ConstantRate = "constantRate";
    public const string GammaGamma = "gammaGamma";
    public const string MeanSpend = "meanSpend";
}
