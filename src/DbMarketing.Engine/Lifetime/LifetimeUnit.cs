namespace DbMarketing.Engine.Lifetime;

/// <summary>The unit of time of histories and parameters.</summary>
public enum LifetimeUnit
{
    None = 0,
    Day,
    Week,
}

/// <summary>What a unit of time means in days.</summary>
public static class LifetimeUnits
{
    /// <exception cref="ArgumentOutOfRangeException">The unit is none.</exception>
    public static double Days(this LifetimeUnit unit) => unit switch
    {
        LifetimeUnit.Day => 1,
        LifetimeUnit.Week => 7,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "The unit must be a day or a week."),
    };
}
