using Microsoft.AspNetCore.Builder;

namespace DbMarketing.Web.Security;

/// <summary>
/// What an endpoint asks of its caller. An endpoint without a rule is refused, so that a new one cannot be left open by accident.
/// </summary>
/// <param name="Scope">The scope that the key must have; none means that anybody may call it.</param>
/// <param name="Browsers">Browser keys may call it; the endpoint then checks the customer against the token.</param>
/// <param name="KeyInBody">The key may come in the body; the endpoint authenticates when the header has none.</param>
/// <param name="OrRead">A server key with the scope read may call it as well; the endpoint then checks what each call needs.</param>
public sealed record AccessRule(KeyScopes Scope, bool Browsers = false, bool KeyInBody = false, bool OrRead = false)
{
    public static AccessRule Anybody { get; } = new(KeyScopes.None, Browsers: true);
}

internal static class AccessRuleOfEndpoint
{
    public static TBuilder WithAccess<TBuilder>(this TBuilder builder, AccessRule rule)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(rule));
        return builder;
    }

    public static TBuilder WithScope<TBuilder>(this TBuilder builder, KeyScopes scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithAccess(new AccessRule(scope));

    public static TBuilder ForAnybody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithAccess(AccessRule.Anybody);
}
