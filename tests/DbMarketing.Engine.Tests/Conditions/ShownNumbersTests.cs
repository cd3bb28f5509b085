using DbMarketing.Engine.Conditions;

namespace DbMarketing.Engine.Tests.Conditions;

public sealed class ShownNumbersTests
{
    [Theory]
    [InlineData(13.200000000000001, 13.2)]
    [InlineData(3.5999999999999996, 3.6)]
    [InlineData(1 / 3.0, 0.333333)]
    [InlineData(-2 / 3.0, -0.666667)]
    [InlineData(0.0000004, 0)]
    [InlineData(999_999_999.9999999, 1_000_000_000)]
    [InlineData(double.MaxValue, double.MaxValue)]
    public void Round_KeepsSixDecimals(double number, double shown) => Assert.Equal(shown, ShownNumbers.Round(number));
}
