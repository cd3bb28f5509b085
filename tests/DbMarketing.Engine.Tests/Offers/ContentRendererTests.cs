using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Offers;

public sealed class ContentRendererTests
{
    [Theory]
    [InlineData(null, null, "Hello there")]
    [InlineData("ko", null, "고객님, 안녕하세요")]
    [InlineData("ko-KR", null, "고객님, 안녕하세요")]
    [InlineData("fr", null, "Hello there")]
    [InlineData(null, "\"ko_KR\"", "고객님, 안녕하세요")]
    [InlineData("en-GB", "\"ko\"", "Hello there")]
    [InlineData("fr", "\"ko\"", "고객님, 안녕하세요")]
    public void Render_TakesTheLanguageAskedForThenTheCustomersThenTheFirst(string? asked, string? own, string title)
    {
        var person = new Person(SamplePlaybook.Compiled);
        if (own is not null)
        {
            person.Identify("language", own);
        }

        Assert.Equal(title, Title(person, asked));
    }

    [Theory]
    [InlineData("\"Ada\"", "Hello Ada")]
    [InlineData("\"<b>Ada</b>\"", "Hello <b>Ada</b>")]
    [InlineData("12.50", "Hello 12.50")]
    [InlineData("\"  \"", "Hello there")]
    [InlineData("null", "Hello there")]
    public void Render_FillsMergeFieldsAsPlainTextOrTakesTheirDefault(string value, string title)
    {
        var person = new Person(SamplePlaybook.Compiled);
        person.Identify("firstName", "\"Before\"");
        person.Now += TimeSpan.FromMinutes(1);
        person.Identify("firstName", value);

        Assert.Equal(title, Title(person, "en"));
    }

    [Fact]
    public void Render_IsEmptyForATreatmentThatIsGone()
    {
        var person = new Person(SamplePlaybook.Compiled);
        var decision = person.Preview(Person.Ask());
        var gone = decision with { Offers = [decision.Offers[0] with { OfferId = "gone" }] };

        Assert.Empty(ContentRenderer.Render(gone, person.State, person.Reference).Single());
    }

    private static string Title(Person person, string? language) =>
        ContentRenderer.Render(person.Preview(Person.Ask() with { Language = language }), person.State, person.Reference)[0]["title"];
}
