using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class IdentifiersTests
{
    [Theory]
    [InlineData("010-1234-5678", "+821012345678")]
    [InlineData("+82 10 1234 5678", "+821012345678")]
    [InlineData("+82 (0)10-1234-5678", "+821012345678")]
    [InlineData("0082 10.1234.5678", "+821012345678")]
    [InlineData("82-10-1234-5678", "+821012345678")]
    [InlineData("10 1234 5678", "+821012345678")]
    [InlineData("tel:+82-10-1234-5678", "+821012345678")]
    [InlineData("０１０１２３４５６７８", "+821012345678")]
    [InlineData("02-312-3456", "+8223123456")]
    [InlineData("+1 (212) 555-0100", "+12125550100")]
    [InlineData("12", null)]
    [InlineData("call me", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("+1234567890123456", null)]
    public void Phone_IsNormalisedToE164(string? text, string? expected) => Assert.Equal(expected, Identifiers.Phone(text, "82"));

    [Theory]
    [InlineData("  Ada@Example.COM ", "ada@example.com")]
    [InlineData("mailto:ada@example.com", "ada@example.com")]
    [InlineData("ada", null)]
    [InlineData("ada@", null)]
    [InlineData("a@b@c", null)]
    [InlineData("a b@c.d", null)]
    [InlineData(null, null)]
    public void Email_IsTrimmedAndInLowerCase(string? text, string? expected) => Assert.Equal(expected, Identifiers.Email(text));

    [Fact]
    public void Of_ReadsTheUsualTraits()
    {
        var identified = new Identified
        {
            MessageId = "m", Source = "web", OccurredAt = InteractionSets.Start, ReceivedAt = InteractionSets.Start,
            Traits = InteractionSets.Json("""{"Email":"A@b.c","phone":"010-1234-5678","mobile":1012345678,"name":"x","mail":null}""")
                .EnumerateObject().ToDictionary(trait => trait.Name, trait => trait.Value),
        };

        Assert.Equal([new Identifier("email", "a@b.c"), new("phone", "+821012345678")], Identifiers.Of(identified, "82"));
    }
}
