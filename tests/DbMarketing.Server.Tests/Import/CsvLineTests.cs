using DbMarketing.Server.Import;

namespace DbMarketing.Server.Tests.Import;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("a,b,c", "a|b|c")]
    [InlineData("a,,", "a||")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"say \"\"hi\"\"\",2", "say \"hi\"|2")]
    [InlineData("\"\",x", "|x")]
    [InlineData("", "")]
    [InlineData("\"two\nlines\",x", "two\nlines|x")]
    public void TrySplit_ReadsFieldsAsRfc4180Says(string text, string expected)
    {
        var fields = new List<string>();

        Assert.True(CsvLine.TrySplit(text, ',', fields));

        Assert.Equal(expected, string.Join('|', fields));
    }

    [Fact]
    public void TrySplit_RefusesTextThatEndsWithinQuotes() => Assert.False(CsvLine.TrySplit("a,\"b", ',', []));
}
