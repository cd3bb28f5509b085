namespace DbMarketing.Engine.Journal;

/// <summary>When a lease may be taken; the same for every storage.</summary>
internal static class LeaseRules
{
    /// <summary>The lease as it is to be stored, or null when another owner holds it.</summary>
    /// <param name="held">What is stored now.</param>
    /// <param name="alone">The caller holds the database's exclusive lock, so every other owner is gone.</param>
    public static Lease? Take(Lease? held, string name, string owner, TimeSpan duration, DateTimeOffset now, bool alone)
    {
        var mine = held?.Owner == owner;
        if (held is not null && !mine && held.ExpiresAt > now && !alone)
        {
            return null;
        }

        // The same owner keeps its epoch even when it was late: nobody can have acted in between.
        return new(name, owner, mine ? held!.Epoch : (held?.Epoch ?? 0) + 1, now + duration);
    }
}
