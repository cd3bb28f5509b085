using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Tests.Playbooks;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("30d")]
    [InlineData("12h")]
    [InlineData("15m")]
    [InlineData("90s")]
    [InlineData("36500d")]
    public void Format_WritesWhatTryParseRead(string text)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(text, Durations.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1.5d")]
    [InlineData(" 1d")]
    [InlineData("30")]
    [InlineData("1w")]
    [InlineData("36501d")]
    [InlineData("2147483648s")]
    [InlineData(null)]
    public void TryParse_RefusesAnythingElse(string? text) => Assert.False(Durations.TryParse(text, out _));
}
