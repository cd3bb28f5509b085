using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Customers;

/// <summary>Customers by e-mail address or phone number. Several may share one: the desk offers the choice.</summary>
internal static class FindCustomersEndpoint
{
    public const int MaxMatches = 20;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/customers", HandleAsync)
        .WithName("findCustomers").WithTags("Customers").WithSummary("Find customers by e-mail address or phone number")
        .WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);

    private static async Task<Results<Ok<CustomerMatches>, ProblemHttpResult>> HandleAsync(
        string? email, string? phone, IJournalStore store, ICustomerEngine engine, ReferenceSource reference,
            CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(email) == string.IsNullOrWhiteSpace(phone))
        {
            return Problem.BadRequest("identifier_missing", "Give either email or phone.");
        }

        var identifier = string.IsNullOrWhiteSpace(email)
            ? Identifiers.Phone(phone!, reference.Current.Playbook.Source.PhoneCountryCode) is { } number
                ? new Identifier("phone", number) : default
            : Identifiers.Email(email) is { } address ? new Identifier("email", address) : default;
        if (identifier.Kind is null)
        {
            return Problem.BadRequest("identifier_invalid", email is null
                ? "phone is no phone number; it has 7 to 15 digits, such as 010-1234-5678 or +82 10 1234 5678."
                : "email is no e-mail address.");
        }

        var matches = new List<CustomerMatch>();
        var seen = new HashSet<CustomerId>();
        foreach (var id in await store.FindCustomersAsync(identifier, MaxMatches, cancellationToken))
        {
            var stands = await engine.ResolveAsync(id, cancellationToken);
            if (seen.Add(stands) && await engine.ViewAsync(stands, cancellationToken) is { } view)
            {
                matches.Add(MatchOf(stands, view));
            }
        }

        return TypedResults.Ok(new CustomerMatches([.. matches.OrderByDescending(m => m.LastSeenAt)]));
    }

    private static CustomerMatch MatchOf(CustomerId id, CustomerView view) => new(
        id.Kind == CustomerKind.Known ? id.Value : null,
        id.Kind == CustomerKind.Anonymous ? id.Value : null,
        DisplayName(view),
        view.LastSeenAt);

    private static string? DisplayName(CustomerView view)
    {
        if (TextOf(view, "name") is { } name)
        {
            return name;
        }

        var parts = new[] { TextOf(view, "firstName"), TextOf(view, "lastName") }.Where(p => p is not null).ToList();
        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    private static string? TextOf(CustomerView view, string name) =>
        view.Profile.FirstOrDefault(p => p.Name == name) is { Value.ValueKind: JsonValueKind.String } found ? found.Value.GetString()
            : null;
}

public sealed record CustomerMatches(IReadOnlyList<CustomerMatch> Matches);

public sealed record CustomerMatch(string? CustomerId, string? AnonymousId, string? DisplayName, DateTimeOffset? LastSeenAt);
