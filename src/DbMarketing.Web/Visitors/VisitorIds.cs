using DbMarketing.Engine.Customers;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Visitors;

/// <summary>
/// Anonymous ids that this server hands out begin with <see cref="Prefix"/>. A browser key can join such a visitor to a known
/// customer only with the visitor's own token, so that nobody can pull another visitor's history into his own account.
/// </summary>
internal static class VisitorIds
{
    public const string Prefix = "v-";

    public static string Create() => Prefix + Guid.CreateVersion7().ToString("N");

    /// <summary>True when the caller would join a visitor whose token it does not hold.</summary>
    public static bool NeedsToken(Caller caller, CustomerId anonymous) =>
        !caller.Trusted && anonymous != caller.Visitor
        && (!caller.Visitor.IsDefault || anonymous.Value.StartsWith(Prefix, StringComparison.Ordinal));
}
