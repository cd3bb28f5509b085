using System.Net;
using DbMarketing.Engine.Journal;
using DbMarketing.Server.Commands;
using DbMarketing.Web;
using DbMarketing.Web.Security;

namespace DbMarketing.Server.Hosting;

/// <summary>The web part's options, from the environment (<c>DBMARKETING_Web__NAME</c>) and from what the process serves on.</summary>
internal static class WebSettings
{
    private const string ProxiesName = nameof(WebOptions.KnownProxies);

    public static async Task<WebOptions> ReadAsync(
        ServeOptions options, IJournalStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var web = new WebOptions
        {
            Secret = await options.Storage.LoadSecretAsync(store, time, cancellationToken),
            LoopbackOnly = StartCheck.IsLoopbackOnly(options.Urls),
        };
        var values = Settings.Read().GetSection("Web").GetChildren()
            .Where(setting => setting.Key is not (ProxiesName or nameof(WebOptions.Secret) or nameof(WebOptions.LoopbackOnly)))
            .ToDictionary(setting => setting.Key, setting => setting.Value);
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection(values).Build().Bind(web);
        }
        catch (InvalidOperationException exception)
        {
            throw new CommandException($"A setting {Settings.Prefix}Web__… cannot be read: {exception.Message}");
        }

        web.KnownProxies = Proxies(Settings.Text("Web:" + ProxiesName) ?? "");
        return web;
    }

    private static List<IPAddress> Proxies(string text)
    {
        var proxies = new List<IPAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            proxies.Add(IPAddress.TryParse(part, out var address)
                ? address
                : throw new CommandException(
                    $"{Settings.Prefix}Web__{ProxiesName} names '{part}'; addresses with ',' between them are wanted."));
        }

        return proxies;
    }
}
