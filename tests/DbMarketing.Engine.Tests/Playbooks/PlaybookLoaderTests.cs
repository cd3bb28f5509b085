using System.Text;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Playbooks;

public sealed class PlaybookLoaderTests
{
    [Fact]
    public void LoadDocument_TakesItsOwnCanonicalDocument()
    {
        var first = SamplePlaybook.Compiled;
        var second = PlaybookLoader.LoadDocument(first.Document);

        Assert.Empty(second.Faults);
        Assert.Equal(first.Version, second.Playbook!.Version);
        Assert.Equal(first.Document, second.Playbook.Document);
        Assert.Matches("^[0-9a-f]{12}$", first.Version);
    }

    [Fact]
    public void LoadDocument_ReportsFaultsOfShapeAndOfMeaningTogether()
    {
        var text = Encoding.UTF8.GetString(SamplePlaybook.Compiled.Document)
            .Replace("\"timeZone\":\"Asia/Seoul\"", "\"timeZone\":\"Asia/Soul\",\"curency\":1", StringComparison.Ordinal)
            .Replace("\"group\":\"thanks\"", "\"group\":\"thank\"", StringComparison.Ordinal)
            .Replace("\"value\":30", "\"value\":\"30\"", StringComparison.Ordinal);

        var load = PlaybookLoader.LoadDocument(Encoding.UTF8.GetBytes(text));

        Assert.Null(load.Playbook);
        Assert.Equal(
            [
                new("playbook", "$.curency", "is not a known property"),
                new("playbook", "$.offers[0].value", "\"30\" is not a number"),
                new PlaybookFault("playbook", "$.timeZone", "'Asia/Soul' is not an IANA time zone such as Asia/Seoul"),
                new("playbook", "$.offers[1].group", "'thank' is not a group of the playbook; did you mean 'thanks'?"),
            ],
            load.Faults);
    }

    [Theory]
    [InlineData(PlaybookLimits.LocalNames, 0)]
    [InlineData(PlaybookLimits.LocalNames + 1, 1)]
    public void LoadPlaybook_TakesSoManyLocalNamesOfALanguage(int count, int faults)
    {
        var names = Enumerable.Range(0, count).ToDictionary(number => $"n{number}", _ => "이름");

        var load = PlaybookLoader.LoadPlaybook(SamplePlaybook.Source with
        {
            LocalNames = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["ko"] = names },
        });

        Assert.Equal(faults, load.Faults.Count);
    }

    [Theory]
    [InlineData("\"name\":\"Test shop\"", "\"name\":7", "$.name", "7 is not a text")]
    [InlineData("\"name\":\"Test shop\",", "", "$", "lacks the required property 'name'")]
    [InlineData("\"name\":\"Test shop\"", "\"name\":\"a\",\"name\":\"b\"", "$.name", "stands in playbook already")]
    [InlineData("\"name\":\"Test shop\"", "\"name\":\"Test shop\",\"localNames\":{\"fr\":{\"Sell\":\"Vendre\"}}", "$.localNames.fr",
        "is not a language of the playbook, which has en, ko")]
    [InlineData("\"name\":\"Test shop\"", "\"name\":\"Test shop\",\"localNames\":{\"ko\":{\"Sell\":\" \"}}", "$.localNames.ko.Sell",
        "has 1 characters; 1 to 200 are taken, not only blanks")]
    [InlineData("\"baseCurrency\":\"USD\"", "\"baseCurrency\":\"dollar\"", "$.baseCurrency", "'dollar' is not an ISO 4217 code; three capital letters such as USD")]
    [InlineData("\"EUR\":1.10", "\"EUR\":0", "$.rates.EUR", "0 is not a rate above 0 and up to 1000000000")]
    [InlineData("\"phoneCountryCode\":\"82\"", "\"phoneCountryCode\":\"+82\"", "$.phoneCountryCode", "'+82' is not a country calling code; 1 to 3 digits such as 82")]
    [InlineData("\"reservationTime\":\"30m\"", "\"reservationTime\":\"8d\"", "$.reservationTime", "8d is longer than 7d, the longest that is taken")]
    [InlineData("\"reservationTime\":\"30m\"", "\"reservationTime\":\"00:30:00\"", "$.reservationTime",
        "\"00:30:00\" is not a duration; write a whole number above 0 and a unit, such as 30d, 12h, 15m or 90s")]
    [InlineData("[\"en\",\"ko\"]", "[\"en\",\"ko\",\"en\"]", "$.languages[2]", "'en' is there already")]
    [InlineData("\"id\":\"voucher\"", "\"id\":\"headphones\"", "$.offers[1].id", "'headphones' is there already; each id in 'offers' stands once")]
    [InlineData("\"id\":\"voucher\"", "\"id\":\"a voucher\"", "$.offers[1].id",
        "'a voucher' is not an id; 1 to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit")]
    [InlineData("\"group\":\"thanks\",", "\"group\":\"thanks\",\"weight\":1001,", "$.offers[1].weight", "stands here twice")]
    [InlineData("\"issue\":\"keep\"", "\"issue\":\"kept\"", "$.groups[1].issue", "'kept' is not an issue of the playbook; did you mean 'keep'?")]
    [InlineData("\"value\":10", "\"value\":-1", "$.offers[1].value", "-1 is not from 0 to 1000000000")]
    [InlineData("\"value\":10", "\"value\":null", "$.offers[1].value", "is null, which it may not be; leave it out for the default")]
    [InlineData("\"value\":10", "\"value\":10,\"validFrom\":\"2026-12-01T00:00:00\"", "$.offers[1].validFrom",
        "\"2026-12-01T00:00:00\" is not an instant with its offset; write it as 2026-12-01T00:00:00+09:00")]
    [InlineData("\"basis\":\"optIn\"", "\"basis\":\"optin\"", "$.purposes[1].basis", "\"optin\" is not one of optIn, optOut, necessary; did you mean 'optIn'?")]
    [InlineData("\"suppressions\":[]", "\"suppressions\":[{\"id\":\"s\",\"outcome\":\"presented\",\"scope\":\"offer\",\"window\":\"7d\",\"count\":0,\"pause\":\"1d\"}]",
        "$.suppressions[0].count", "0 is not from 1 to 100")]
    [InlineData("\"channelLimits\":[]", "\"channelLimits\":[{\"id\":\"l\",\"max\":1,\"window\":\"7d\",\"channel\":\"mail\"}]", "$.channelLimits[0].channel",
        "'mail' is not a channel of the playbook; did you mean 'email'?")]
    [InlineData("\"quietHours\":[]", "\"quietHours\":[{\"channel\":\"email\",\"from\":\"21:00\",\"until\":\"8\"}]", "$.quietHours[0].until",
        "\"8\" is not a time of day; write it as 21:00")]
    [InlineData("\"contextWeights\":[]", "\"contextWeights\":[{\"key\":\"k\",\"value\":\"v\",\"weight\":5}]", "$.contextWeights[0]", "raises nothing; name an issue or a group")]
    [InlineData("Hello {{firstName|there}}\",\"body\":\"voucher\"", "Hello {{firstName}}\",\"body\":\"voucher\"", "$.offers[1].treatments[0].content.en.title",
        "has the merge field '{{firstName}}' without a default; write {{firstName|there}}")]
    [InlineData("Hello {{firstName|there}}\",\"body\":\"voucher\"", "Hello {{fistName|there}}\",\"body\":\"voucher\"", "$.offers[1].treatments[0].content.en.title",
        "'fistName' is not a profile field of the playbook; did you mean 'firstName'?")]
    [InlineData("안녕하세요\",\"body\":\"voucher\"", "안녕하세요\"", "$.offers[1].treatments[0].content.ko", "lacks the field 'body', which another language has")]
    [InlineData("\"name\":\"Test shop\"", "\"name\":\"Test\\u0007shop\"", "$.name", "has the control character U+0007 in place 5")]
    [InlineData("\"name\":\"Test shop\"", "\"name\":\"Test shop\",\"rfmGroups\":[{\"name\":\"all\\n\"}]", "$.rfmGroups[0].name",
        "has the control character U+000A in place 4")]
    [InlineData("\"name\":\"Test shop\"", "\"name\":\"Test shop\",\"lag\":{\"overdueShare\":0.75,\"returnThreshold\":0.1,\"categories\":[\"\"]}", "$.lag.categories[0]",
        "'' is not a category path such as home.kitchen: 1 to 100 letters, digits, '_', '.', '-' and blanks, beginning with a letter or digit")]
    [InlineData("\"value\":10", "\"value\":10,\"products\":[\"p1\",\"p\\u0000\"]", "$.offers[1].products[1]", "has the control character U+0000 in place 2")]
    [InlineData("\"collection\":[]", "\"collection\":[{\"source\":\"a\\tb\"}]", "$.collection[0].source", "has the control character U+0009 in place 2")]
    [InlineData("\"placements\":[],", "\"placements\":[\"desk\"],", "$.offers[0].treatments[0].placements[0]", "'desk' is not a placement of the channel 'web' of the playbook")]
    public void LoadDocument_NamesTheFault(string text, string replacement, string path, string reason)
    {
        var document = Encoding.UTF8.GetString(SamplePlaybook.Compiled.Document);
        Assert.Contains(text, document, StringComparison.Ordinal);
        var place = document.IndexOf(text, StringComparison.Ordinal);

        var load = PlaybookLoader.LoadDocument(Encoding.UTF8.GetBytes(document[..place] + replacement + document[(place + text.Length)..]));

        Assert.Null(load.Playbook);
        Assert.Contains(new PlaybookFault("playbook", path, reason), load.Faults);
    }

    [Fact]
    public void LoadDocument_NamesTheLineOfBrokenJson() =>
        Assert.StartsWith("is not JSON: line 2, byte 2", Assert.Single(PlaybookLoader.LoadDocument("{\n}}"u8.ToArray()).Faults).Reason, StringComparison.Ordinal);

    [Fact]
    public void LoadDocument_RefusesMoreOffersThanTheLimit()
    {
        var offers = Enumerable.Range(0, PlaybookLimits.Offers + 1).Select(number => SamplePlaybook.Offer($"o{number}", "gadgets", 1)).ToList();

        var within = PlaybookLoader.LoadPlaybook(SamplePlaybook.Source with { Offers = offers[1..] });
        var over = PlaybookLoader.LoadPlaybook(SamplePlaybook.Source with { Offers = offers });

        Assert.Empty(within.Faults);
        Assert.Equal("is number 2501 of 2501 in 'offers'; at most 2500 are taken", Assert.Single(over.Faults).Reason);
    }
}
