namespace DbMarketing.Server.Import;

/// <summary>How a file is cut into records, and which of its columns are read.</summary>
/// <param name="Delimiter">Between the fields of <see cref="LineFormat.Csv"/>.</param>
/// <param name="Header">The first line names the columns. Not used for <see cref="LineFormat.JsonLines"/>.</param>
/// <param name="Columns">Names of the columns when there is no header.</param>
/// <param name="Wanted">Columns that are read; a file without one of them is refused before its first line.</param>
/// <param name="Reader">Who reads them, such as <c>the mapping 'cdnow'</c>, for that refusal.</param>
internal sealed record RecordFormat(
    LineFormat Format, char Delimiter, bool Header, IReadOnlyList<string> Columns, IReadOnlyList<string> Wanted, string Reader)
{
    public static RecordFormat Of(ImportMapping mapping) => new(
        mapping.Format, mapping.Delimiter[0], mapping.Header, mapping.Columns,
        [.. MappingColumns.Of(mapping).Distinct(StringComparer.Ordinal)], $"the mapping '{mapping.Name}'");
}
