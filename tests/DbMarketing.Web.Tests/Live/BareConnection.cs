using System.Security.Claims;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace DbMarketing.Web.Tests.Live;

/// <summary>A connection to the hub that has no socket, under the development default.</summary>
internal sealed class BareConnection : HubCallerContext, IGroupManager, IHttpContextFeature
{
    private bool _aborted;

    public BareConnection()
    {
        HttpContext!.Features.Set(Caller.Development);
        Features.Set<IHttpContextFeature>(this);
    }

    /// <summary>What happens while the connection joins a group.</summary>
    public Func<Task> Joining { get; set; } = () => Task.CompletedTask;

    public HttpContext? HttpContext { get; set; } = new DefaultHttpContext();

    public override string ConnectionId => "c1";

    public override string? UserIdentifier => null;

    public override ClaimsPrincipal? User => null;

    public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override CancellationToken ConnectionAborted => new(_aborted);

    public override void Abort() => _aborted = true;

    public Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => Joining();

    public Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        Task.CompletedTask;
}
