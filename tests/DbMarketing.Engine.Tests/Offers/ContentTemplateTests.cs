using DbMarketing.Engine.Offers;

namespace DbMarketing.Engine.Tests.Offers;

public sealed class ContentTemplateTests
{
    [Fact]
    public void TryParse_CutsTheTextAtItsMergeFields()
    {
        Assert.True(ContentTemplate.TryParse("Hello {{firstName|there}}, {{ points | no }} points", out var template, out _));

        Assert.Equal(
            [new(null, "Hello "), new("firstName", "there"), new(null, ", "), new("points", "no"), new ContentPiece(null, " points")],
            template.Pieces);
    }

    [Theory]
    [InlineData("Hello {{firstName}}", "without a default")]
    [InlineData("Hello {{firstName|}}", "without a default")]
    [InlineData("Hello {{|there}}", "without a name")]
    [InlineData("Hello {{firstName|there}", "at character 7 that is not closed")]
    public void TryParse_SaysWhatIsWrong(string text, string reason)
    {
        Assert.False(ContentTemplate.TryParse(text, out _, out var said));
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }
}
