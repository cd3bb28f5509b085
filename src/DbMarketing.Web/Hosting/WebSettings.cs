using System.Net;
using DbMarketing.Web.Security;
using Microsoft.Extensions.Configuration;

namespace DbMarketing.Web.Hosting;

/// <summary>The web part's options, from the environment (<c>DBMARKETING_Web__NAME</c>) and from what the process serves on.</summary>
internal static class WebSettings
{
    private const string Section = "Web";
    private const string ProxiesName = nameof(WebOptions.KnownProxies);

    public static WebOptions Read(IReadOnlyList<string> urls, ServerSecret secret)
    {
        var web = new WebOptions { Secret = secret, LoopbackOnly = StartCheck.IsLoopbackOnly(urls) };
        var values = Settings.Read().GetSection(Section).GetChildren()
            .Where(setting => setting.Key is not (ProxiesName or nameof(WebOptions.Secret) or nameof(WebOptions.LoopbackOnly)))
            .ToDictionary(setting => setting.Key, setting => setting.Value);
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection(values).Build().Bind(web);
        }
        catch (InvalidOperationException exception)
        {
            throw Settings.Unreadable(Section, exception);
        }

        try
        {
            web.Validate();
        }
        catch (ArgumentException exception)
        {
            throw Settings.Unusable(Section, exception);
        }

        web.KnownProxies = Proxies(Settings.Text($"{Section}:{ProxiesName}") ?? "");
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
                    $"{Settings.Prefix}{Section}__{ProxiesName} names '{part}'; addresses with ',' between them are wanted."));
        }

        return proxies;
    }
}
