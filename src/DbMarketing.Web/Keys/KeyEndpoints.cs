using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Keys;

/// <summary>API keys, for administrators.</summary>
internal static class KeyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/keys", ListAsync).WithName("listKeys").WithTags("Keys").WithSummary("All keys, without the keys themselves")
            .WithScope(KeyScopes.Admin);
        routes.MapPost("/v1/keys", CreateAsync).WithName("createKey").WithTags("Keys").WithSummary("Make a key; it is shown this once")
            .WithScope(KeyScopes.Admin).TakesJson<NewKey>().ProducesProblem(400).ProducesProblem(422);
        routes.MapDelete("/v1/keys/{id}", RevokeAsync).WithName("revokeKey").WithTags("Keys").WithSummary("End a key")
            .WithScope(KeyScopes.Admin).ProducesProblem(404);
    }

    private static async Task<Ok<KeyList>> ListAsync(KeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new KeyList(await keys.ListAsync(cancellationToken)));

    private static async Task<Results<Created<CreatedKey>, ProblemHttpResult>> CreateAsync(
        HttpContext context, KeyStore keys, CancellationToken cancellationToken)
    {
        var (wish, problem) = await JsonBody.ReadAsync(context, WebJson.Default.NewKey, 16 * 1024, cancellationToken);
        if (wish is null)
        {
            return problem!;
        }

        var made = await keys.CreateAsync(wish, cancellationToken);
        return made.Created is { } created
            ? TypedResults.Created("/v1/keys/" + created.Id, created)
            : Problem.Of(StatusCodes.Status422UnprocessableEntity, "key_invalid", char.ToUpperInvariant(made.Fault![0]) + made.Fault[1..]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, KeyStore keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(id, cancellationToken) ? TypedResults.NoContent()
            : Problem.NotFound("key_unknown", $"There is no key '{id}'.");
}

public sealed record KeyList(IReadOnlyList<ListedKey> Keys);
