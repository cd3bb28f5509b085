using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DbMarketing.Web.Pages;

/// <summary>Describes answers that come as JSON or, with <c>format=csv</c>, as a table.</summary>
internal static class CsvContents
{
    private const string Csv = "text/csv";

    /// <summary>Says of an endpoint that it answers with a record or with a table.</summary>
    public static RouteHandlerBuilder ProducesCsvOr<T>(this RouteHandlerBuilder builder) =>
        builder.Produces<T>(StatusCodes.Status200OK, "application/json", Csv);

    /// <summary>A table is a text: both contents of one status share their type, of which the table has nothing.</summary>
    public static OpenApiOptions DescribeTables(this OpenApiOptions options) =>
        options.AddOperationTransformer(static (operation, _, _) =>
        {
            if (operation.Responses is { } responses)
            {
                foreach (var response in responses.Values)
                {
                    if (response.Content?.TryGetValue(Csv, out var table) == true)
                    {
                        table.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
                    }
                }
            }

            return Task.CompletedTask;
        });
}
