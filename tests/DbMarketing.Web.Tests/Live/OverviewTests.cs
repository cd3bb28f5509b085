using DbMarketing.Web.Live;
using DbMarketing.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Live;

public sealed class OverviewTests
{
    private readonly BareConnection _connection = new();

    [Fact]
    public async Task Overview_OfAConnectionThatEnds_IsMadeForNobody()
    {
        await using var server = await WebServer.StartAsync();
        var overview = server.Services.GetRequiredService<OverviewTicker>();
        using var hub = HubOf(server);
        await hub.SubscribeOverview();
        Assert.False(overview.IsIdle);

        await hub.OnDisconnectedAsync(null);

        Assert.True(overview.IsIdle);
    }

    [Fact]
    public async Task Overview_OfAConnectionThatEndsWhileItJoins_IsMadeForNobody()
    {
        await using var server = await WebServer.StartAsync();
        using var hub = HubOf(server);
        _connection.Joining = () =>
        {
            _connection.Abort();
            return hub.OnDisconnectedAsync(null);
        };

        await hub.SubscribeOverview();

        Assert.True(server.Services.GetRequiredService<OverviewTicker>().IsIdle);
    }

    private LiveHub HubOf(WebServer server)
    {
        var services = server.Services;
        return new LiveHub(
            services.GetRequiredService<SubscriptionTable>(), services.GetRequiredService<OverviewTicker>(),
            services.GetRequiredService<CustomerAccess>(), services.GetRequiredService<RequestRates>())
        {
            Context = _connection, Groups = _connection, Clients = new SentCalls(),
        };
    }
}
