using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DbMarketing.Web.Security;

/// <summary>
/// Writes into the OpenAPI document what each operation asks of its caller, read from the <see cref="AccessRule"/> that the access
/// middleware enforces, so that the two cannot differ. The names beside a scheme are the scopes that the key must have.
/// </summary>
internal static class SecurityDescription
{
    private const string Bearer = "key";
    private const string Basic = "keyAsUserName";
    private const string Token = "customerToken";

    public static OpenApiOptions DescribeSecurity(this OpenApiOptions options) => options
        .AddDocumentTransformer(static (document, _, _) =>
        {
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = Schemes();
            return Task.CompletedTask;
        })
        .AddOperationTransformer(static (operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<AccessRule>().LastOrDefault() is { } rule)
            {
                operation.Security = [.. NeedsOf(rule, context.Document)];
                operation.Description = operation.Description is { Length: > 0 } text ? $"{text} {WordsOf(rule)}" : WordsOf(rule);
            }

            return Task.CompletedTask;
        });

    private static Dictionary<string, IOpenApiSecurityScheme> Schemes() => new(StringComparer.Ordinal)
    {
        [Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer",
            Description = "The API key. A server on loopback without any key, the development default, needs none.",
        },
        [Basic] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "basic", Description = "The API key as user name, with an empty password.",
        },
        [Token] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = CallerAuthentication.TokenHeader,
            Description = "Beside a browser key: the visitor's token of POST /v1/visitors, or the JWT (HS256) in which the shop's back end "
                + "names the customer; both, separated by a comma.",
        },
    };

    private static IEnumerable<OpenApiSecurityRequirement> NeedsOf(AccessRule rule, OpenApiDocument? document)
    {
        if (rule.Scope == KeyScopes.None)
        {
            yield break;
        }

        List<string> scopes = [ScopeOf(rule)];
        OpenApiSecuritySchemeReference Scheme(string name) => new(name, document);
        foreach (var key in (string[])[Bearer, Basic])
        {
            yield return new OpenApiSecurityRequirement { [Scheme(key)] = scopes };
            if (NeedsToken(rule))
            {
                yield return new OpenApiSecurityRequirement { [Scheme(key)] = [], [Scheme(Token)] = [] };
            }
        }

        if (rule.KeyInBody)
        {
            yield return [];
        }
    }

    private static string WordsOf(AccessRule rule) => rule.Scope == KeyScopes.None
        ? "Needs no key."
        : $"Needs a server key with the scope {ScopeOf(rule)}"
            + (NeedsToken(rule) ? ", or a browser key and the token of the customer." : rule.Browsers ? ", or a browser key." : ".")
            + (rule.KeyInBody ? " The key may also be the body's writeKey." : "");

    /// <summary>What a browser only sends needs no token; what it asks for is answered for the customer that the token names.</summary>
    private static bool NeedsToken(AccessRule rule) => rule.Browsers && rule.Scope is (KeyScopes.Decide or KeyScopes.Read);

    private static string ScopeOf(AccessRule rule) => rule.Scope.ToString().ToLowerInvariant();
}
