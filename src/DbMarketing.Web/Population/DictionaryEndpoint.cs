using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>The data dictionary: what every field of a condition and every column of the analysts' views says.</summary>
internal static class DictionaryEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/dictionary", Read).WithName("readDictionary").WithTags("Population")
        .WithSummary("The data dictionary: fields of conditions, and the read-only SQL views of the journal")
        .WithDescription("Fields are those of the playbook that holds; a last part in angle brackets stands for a name of one's own. class "
            + "says what makes a field change: own (a turn of the customer), time (also the clock), population (also other customers). The "
            + "views are in the schema dbmarketing_analytics of PostgreSQL; in the SQLite file their names begin with analytics_.")
        .WithScope(KeyScopes.Read).ProducesProblem(401).ProducesProblem(403);

    private static Ok<DataDictionary> Read(ReferenceSource reference)
    {
        var playbook = reference.Current.Playbook;
        return TypedResults.Ok(new DataDictionary(
            playbook.Version, new FieldCatalogue(playbook.Source, playbook.TimeZone).Fields, AnalystViews.All));
    }
}

/// <param name="PlaybookVersion">The playbook whose fields they are.</param>
/// <param name="Fields">What conditions may name.</param>
/// <param name="Views">What analysts' own tools may read.</param>
public sealed record DataDictionary(string PlaybookVersion, IReadOnlyList<Field> Fields, IReadOnlyList<AnalystView> Views);
