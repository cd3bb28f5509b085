namespace DbMarketing.Engine.Lifetime;

/// <summary>The guard of the models' parameters.</summary>
internal static class ModelParameters
{
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0.</exception>
    public static double Checked(double value, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The parameter {name} must be a finite number above 0.");
}
