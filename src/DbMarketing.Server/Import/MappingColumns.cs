namespace DbMarketing.Server.Import;

/// <summary>The columns that a mapping reads, so that a file without one of them is refused before its first line.</summary>
internal static class MappingColumns
{
    public static IEnumerable<string> Of(ImportMapping mapping)
    {
        IEnumerable<ValueRule?> rules =
        [
            mapping.Customer, mapping.Anonymous, mapping.Session,
            .. mapping.Events.SelectMany(e => new[]
            {
                e.Name, e.Amount, e.OrderId, e.Currency,
                e.Product?.Id, e.Product?.Quantity, e.Product?.Price, e.Product?.Category, e.Product?.Name,
            }),
            .. mapping.Events.SelectMany(e => e.Fields.Values),
        ];
        return rules
            .SelectMany(rule => new[] { rule?.Column, rule?.Times })
            .Concat(mapping.Events.SelectMany(e => e.When).Select(test => test.Column))
            .Append(mapping.Time.Column)
            .OfType<string>();
    }
}
