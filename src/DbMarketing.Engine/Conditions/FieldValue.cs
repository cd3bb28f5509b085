namespace DbMarketing.Engine.Conditions;

/// <summary>How to read a field of the type <typeparamref name="T"/>, and when time alone may change what it reads.</summary>
/// <param name="Read">The value; null when the customer has none. Does not allocate.</param>
/// <param name="Course">When time may change it; null for a field that only a turn changes.</param>
internal sealed record FieldValue<T>(Func<ConditionInput, T?> Read, TimeCourse<T>? Course = null)
    where T : struct, IComparable<T>;

/// <summary>
/// The first instant after <paramref name="after"/> at which a comparison with <paramref name="threshold"/> may come out differently by
/// time alone than just before; null when there is none, or none within the horizon that the field looks ahead of the input's instant.
/// Asked again from each instant it gives the next, and comes to an end. Does not allocate.
/// </summary>
internal delegate DateTimeOffset? TimeCourse<T>(ConditionInput input, T? threshold, DateTimeOffset after)
    where T : struct, IComparable<T>;
