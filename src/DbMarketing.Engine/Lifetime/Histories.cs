namespace DbMarketing.Engine.Lifetime;

/// <summary>Histories of customers of whom the days of their purchases are known, in days.</summary>
internal static class Histories
{
    /// <param name="firstDay">Of the first purchase.</param>
    /// <param name="lastDay">Of the last one.</param>
    /// <param name="repeats">Days with a purchase after the first.</param>
    /// <param name="today">The end of the observation; a purchase that is dated later counts as of it.</param>
    public static PurchaseHistory Of(int firstDay, int lastDay, int repeats, int today)
    {
        var age = Math.Max(0, today - firstDay);
        return new(repeats, repeats == 0 ? 0 : Math.Clamp(lastDay - firstDay, 0, age), age);
    }
}
