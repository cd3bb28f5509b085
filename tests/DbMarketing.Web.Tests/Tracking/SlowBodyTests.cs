using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DbMarketing.Testing;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>Bodies that are announced and do not come, with and without a key.</summary>
public sealed class SlowBodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Body_ThatWasOnlyAnnounced_IsChargedWithWhatHasCome()
    {
        var options = new WebOptions { Secret = ServerSecret.CreateRandom(), MaxBodyBytesInFlight = 1_000 };
        var bytes = new BytesInFlight(options);
        var body = new Pipe();
        var context = new DefaultHttpContext { Request = { ContentLength = 900 } };
        context.Features.Set<IRequestBodyPipeFeature>(new OpenBody(body.Reader));
        await body.Writer.WriteAsync(new byte[10], Cancellation);
        using var slow = bytes.Begin();
        using var leaving = new CancellationTokenSource();

        var receiving = RequestBody.ReceiveAsync(context, slow, 10_000, leaving.Token);
        using var other = bytes.Begin();

        Assert.False(receiving.IsCompleted);
        Assert.True(other.TryGrow(990));
        Assert.False(other.TryGrow(1));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    /// <summary>The server asks for the body ("100 Continue") when it begins to wait for it, which is where the test moves the clock.</summary>
    [Fact]
    public async Task Body_WithoutAKeyInTheHeader_ThatStalls_IsGivenUp()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await WebServer.StartAsync(options => options.UnknownBodyTime = TimeSpan.FromSeconds(10), webTime: time);
        await server.CreateKeyAsync(KeyKind.Server);
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, new Uri(server.Url).Port, Cancellation);
        await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/batch HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"), Cancellation);
        using var answer = new StreamReader(sender.GetStream());
        Assert.Equal("HTTP/1.1 100 Continue", await answer.ReadLineAsync(Cancellation));

        time.Advance(TimeSpan.FromSeconds(10));

        await answer.ReadLineAsync(Cancellation);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer.ReadLineAsync(Cancellation));
        Assert.Contains("body_too_slow", await answer.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_024, 1_024)]
    [InlineData(0, null)]
    public async Task Kestrel_KnowsItsLimits(int setting, int? rate)
    {
        await using var server = await WebServer.StartAsync(
            options => (options.MinBodyBytesPerSecond, options.MaxConnections) = (setting, 1_000));

        var limits = server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(rate, limits.MinRequestBodyDataRate?.BytesPerSecond);
        Assert.Equal(rate is null ? null : TimeSpan.FromSeconds(5), limits.MinRequestBodyDataRate?.GracePeriod);
        Assert.Equal(32 * 1024 * 1024, limits.MaxRequestBodySize);
        Assert.Equal((1_000L, 1_000L), (limits.MaxConcurrentConnections, limits.MaxConcurrentUpgradedConnections));
    }

    private sealed class OpenBody(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
