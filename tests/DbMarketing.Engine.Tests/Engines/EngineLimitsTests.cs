using DbMarketing.Engine.Engines;

namespace DbMarketing.Engine.Tests.Engines;

public sealed class EngineLimitsTests
{
    [Fact]
    public void Validate_AcceptsTheDefaults() => Assert.NotNull(new EngineLimits().Validate());

    [Fact]
    public void Validate_NamesTheSettingItsValueAndItsLimit()
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => new EngineLimits { MailboxCommands = 0 }.Validate());
        Assert.Contains("Engine:MailboxCommands is 0; it must be at least 1.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_RefusesATimeThatIsNotAboveZero() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineLimits { KnownIdleTime = TimeSpan.Zero }.Validate());
}
