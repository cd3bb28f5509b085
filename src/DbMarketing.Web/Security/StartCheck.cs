using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Security;

/// <summary>Refuses to start a server that anybody who can reach it could read.</summary>
public static class StartCheck
{
    /// <summary>True when every URL is loopback.</summary>
    public static bool IsLoopbackOnly(IEnumerable<string> urls) => urls.All(IsLoopback);

    /// <summary>
    /// Why a server on these URLs may not start, with what to do about it; null when it may: all are loopback, or the store has a key.
    /// </summary>
    /// <param name="urls">Where it is to listen.</param>
    /// <param name="store">What may hold keys; null when there is none yet, and so no key.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<string?> RefusalAsync(IReadOnlyList<string> urls, IJournalStore? store, CancellationToken cancellationToken) =>
        urls.FirstOrDefault(u => !IsLoopback(u)) is { } open && (store is null || !await KeyStore.AnyAsync(store, cancellationToken))
            ? $"Refused to listen on {open}: the store holds no API key, so anybody who reaches it could read every customer. "
              + "Create one first with 'keys create --name NAME --scopes write,decide,read,admin', or listen on this machine only with "
              + "--urls http://127.0.0.1:5080."
            : null;

    private static bool IsLoopback(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) is var at && at < 0 ? 0 : at + 3)..].TrimEnd('/');
        var host = rest.StartsWith('[') ? rest[..(rest.IndexOf(']') + 1)] : rest.Split(':')[0];
        return DevelopmentAccess.IsLoopback(host);
    }
}
