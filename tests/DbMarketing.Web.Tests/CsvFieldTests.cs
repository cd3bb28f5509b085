namespace DbMarketing.Web.Tests;

public sealed class CsvFieldTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ada", "ada")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("-3.5", "-3.5")]
    [InlineData("+1e3", "+1e3")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1,A2)", "\"'@SUM(A1,A2)\"")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData(" \u200b=1+1", "' \u200b=1+1")]
    [InlineData("\uff1d1+1", "'\uff1d1+1")]
    [InlineData("\n=1+1", "\"'\n=1+1\"")]
    [InlineData(" ink", " ink")]
    public void Of_IsNoFormula(string text, string expected) => Assert.Equal(expected, CsvField.Of(text));
}
