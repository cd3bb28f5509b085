namespace DbMarketing.Engine.Conditions;

/// <summary>How to read a field of the type <typeparamref name="T"/>, and when time alone may change what it reads.</summary>
/// <param name="Read">The value; null when the customer has none. Does not allocate.</param>
/// <param name="Course">When time may change it; null for a field that only a turn changes.</param>
internal sealed record FieldValue<T>(Func<ConditionInput, T?> Read, TimeCourse<T>? Course = null)
    where T : struct, IComparable<T>;

/// <summary>
/// The later instants, ascending and bounded in number, at which a comparison with <paramref name="threshold"/> may come out
/// differently by time alone; between them it does not change.
/// </summary>
internal delegate IEnumerable<DateTimeOffset> TimeCourse<T>(ConditionInput input, T? threshold)
    where T : struct, IComparable<T>;
