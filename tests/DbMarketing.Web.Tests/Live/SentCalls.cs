using System.Threading.Channels;
using DbMarketing.Web.Live;
using Microsoft.AspNetCore.SignalR;

namespace DbMarketing.Web.Tests.Live;

/// <summary>A hub that keeps the changes that are sent to its clients.</summary>
internal sealed class SentCalls : IHubContext<LiveHub>, IHubClients, IHubCallerClients, IClientProxy
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Channel<ChangedBody> _changes = Channel.CreateUnbounded<ChangedBody>();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;

    public IHubClients Clients => this;

    public IGroupManager Groups => throw new NotSupportedException();

    public IClientProxy Caller => this;

    public IClientProxy Others => this;

    public IClientProxy All => this;

    /// <summary>Makes the next send fail, and completes when it has.</summary>
    public Task FailNext(Exception fault)
    {
        _fault = fault;
        return _failed.Task.WaitAsync(s_patience);
    }

    /// <summary>The next change.</summary>
    public Task<ChangedBody> ChangedAsync() => _changes.Reader.ReadAsync().AsTask().WaitAsync(s_patience);

    public IClientProxy OthersInGroup(string groupName) => this;

    public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) => this;

    public IClientProxy Client(string connectionId) => this;

    IClientProxy IHubClients<IClientProxy>.Clients(IReadOnlyList<string> connectionIds) => this;

    public IClientProxy Group(string groupName) => this;

    public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => this;

    IClientProxy IHubClients<IClientProxy>.Groups(IReadOnlyList<string> groupNames) => this;

    public IClientProxy User(string userId) => this;

    public IClientProxy Users(IReadOnlyList<string> userIds) => this;

    public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _fault, null) is { } fault)
        {
            _failed.SetResult();
            return Task.FromException(fault);
        }

        if (args is [ChangedBody change])
        {
            _changes.Writer.TryWrite(change);
        }

        return Task.CompletedTask;
    }
}
