using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Conditions;

public sealed class ConditionFaultTests
{
    private const string At = "$.segments[0].condition";

    [Theory]
    [InlineData("""{}""", At, "is empty; it needs exactly one of all, any, not, segment, field")]
    [InlineData("""{"segment":"other","field":"recency"}""", At, "mixes 2 forms; it needs exactly one of all, any, not, segment, field")]
    [InlineData("""{"all":[]}""", At + ".all", "has 0 conditions; 1 to 1000 are taken")]
    [InlineData("""{"segment":"others"}""", At + ".segment", "'others' is not a segment of the playbook; did you mean 'other'?")]
    [InlineData("""{"segment":"other","op":"known"}""", At, "has op, value or within, which only go with a field")]
    [InlineData("""{"field":"recencey","op":"atLeast","value":"3d"}""", At + ".field", "'recencey' is not a field of the catalogue; did you mean 'recency'?")]
    [InlineData("""{"field":"profile.town","op":"known"}""", At + ".field", "'town' in 'profile.town' is not a declared profile field")]
    [InlineData("""{"field":"interactions.productView","op":"known"}""", At + ".field",
        "'productView' in 'interactions.productView' is not a kind of interaction; did you mean 'productViewed'?")]
    [InlineData("""{"field":"years.city","op":"atLeast","value":3}""", At + ".field", "'city' in 'years.city' is not a declared profile field of the type date")]
    [InlineData("""{"field":"affinity.","op":"atLeast","value":0.3}""", At + ".field", "'' in 'affinity.' is not a category path such as home.kitchen: 1 to 100 letters, digits, '_', '.', '-' and blanks, beginning with a letter or digit")]
    [InlineData("""{"field":"recency","value":"3d"}""", At, "names the field 'recency' without an operator: one of atLeast, moreThan, atMost, lessThan, known, unknown")]
    [InlineData("""{"field":"recency","op":"equals","value":"3d"}""", At + ".op",
        "'equals' does not fit 'recency', which is a duration: one of atLeast, moreThan, atMost, lessThan, known, unknown")]
    [InlineData("""{"field":"known","op":"atLeast","value":true}""", At + ".op", "'atLeast' does not fit 'known', which is a boolean: one of equals, notEquals, known, unknown")]
    [InlineData("""{"field":"recency","op":"atLeast","value":30}""", At + ".value", "'recency' is a duration such as 30d, 12h, 15m or 90s; 30 is not")]
    [InlineData("""{"field":"recency","op":"atLeast","value":"1 month"}""", At + ".value", "'recency' is a duration such as 30d, 12h, 15m or 90s; \"1 month\" is not")]
    [InlineData("""{"field":"purchases.count","op":"atLeast","value":"3"}""", At + ".value", "'purchases.count' is a number from 0 to 1000000000; \"3\" is not")]
    [InlineData("""{"field":"purchases.count","op":"atLeast"}""", At, "'atLeast' needs a value: a number from 0 to 1000000000")]
    [InlineData("""{"field":"purchases.count","op":"in","value":3}""", At + ".value", "'in' takes a list of 1 to 200 values")]
    [InlineData("""{"field":"recency","op":"known","value":true}""", At + ".value", "'known' takes no value")]
    [InlineData("""{"field":"affinity.toys","op":"atLeast","value":20}""", At + ".value", "'affinity.toys' is a number from 0 to 1; 20 is not")]
    [InlineData("""{"field":"now.hour","op":"equals","value":24}""", At + ".value", "'now.hour' is a number from 0 to 23; 24 is not")]
    [InlineData("""{"field":"now.weekday","op":"in","value":["monday","funday"]}""", At + ".value",
        "'now.weekday' is one of sunday, monday, tuesday, wednesday, thursday, friday, saturday; \"funday\" is not")]
    [InlineData("""{"field":"channel","op":"equals","value":"fax"}""", At + ".value", "'channel' is one of web, call-centre, email; \"fax\" is not")]
    [InlineData("""{"field":"profile.birthDate","op":"atLeast","value":"2026-02-30"}""", At + ".value", "'profile.birthDate' is a date such as 1990-05-17; \"2026-02-30\" is not")]
    [InlineData("""{"field":"interactions.searched","op":"atLeast","value":1,"within":"12h"}""", At + ".within", "'12h' is not a number of whole days from 1d to 366d")]
    [InlineData("""{"field":"recency","op":"atLeast","value":"3d","within":"7d"}""", At + ".within", "does not go with 'recency', which is not counted by day")]
    [InlineData("""{"field":"rfm.cell","op":"equals","value":"600"}""", At + ".value", "'rfm.cell' is three scores of 1 to 5, such as 545; \"600\" is not")]
    [InlineData("""{"field":"revenue.share","op":"atLeast","value":1e308}""", At + ".value", "'revenue.share' is a number from 0 to 1; 1e308 is not")]
    [InlineData("""{"field":"rfm.recencyScore","op":"equals","value":9}""", At + ".value", "'rfm.recencyScore' is a number from 1 to 5; 9 is not")]
    [InlineData("""{"field":"rfmYear.monetaryScore","op":"equals","value":0}""", At + ".value", "'rfmYear.monetaryScore' is a number from 1 to 5; 0 is not")]
    [InlineData("""{"field":"purchases.count","op":"atLeast","value":-1}""", At + ".value", "'purchases.count' is a number from 0 to 1000000000; -1 is not")]
    [InlineData("""{"field":"purchases.netRevenue","op":"lessThan","value":1e15}""", At + ".value",
        "'purchases.netRevenue' is a number from -1000000000000 to 1000000000000; 1e15 is not")]
    [InlineData("""{"field":"lifetime.purchases30","op":"moreThan","value":31}""", At + ".value", "'lifetime.purchases30' is a number from 0 to 30; 31 is not")]
    [InlineData("""{"field":"profile.points","op":"atLeast","value":1e400}""", At + ".value", "'profile.points' is a number; 1e400 is not")]
    [InlineData("""{"field":"recency","op":"atleast","value":"3d"}""", At + ".op",
        "\"atleast\" is not one of equals, notEquals, atLeast, moreThan, atMost, lessThan, in, notIn, contains, known, unknown; did you mean 'atLeast'?")]
    public void Load_NamesTheFault(string condition, string path, string reason)
    {
        var fault = Assert.Single(Load($$$"""[{"id":"tested","name":"T","condition":{{{condition}}}},{"id":"other","name":"O","condition":{"field":"recency","op":"known"}}]"""));

        Assert.Equal((path, reason), (fault.Path, fault.Reason));
    }

    [Fact]
    public void Load_RefusesSegmentsThatLeadBackToThemselves()
    {
        var faults = Load("""[{"id":"a","name":"A","condition":{"segment":"b"}},{"id":"b","name":"B","condition":{"not":{"segment":"a"}}}]""");

        Assert.Equal("the segment 'a' leads back to itself: a → b → a", Assert.Single(faults).Reason);
    }

    [Fact]
    public void Load_RefusesConditionsThatAreTooDeepOrTooLarge()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"not\":", 16)) + """{"field":"recency","op":"known"}""" + new string('}', 16);
        var doubling = Enumerable.Range(1, 12).Select(n => $$$"""{"id":"s{{{n}}}","name":"S","condition":{"all":[{"segment":"s{{{n - 1}}}"},{"segment":"s{{{n - 1}}}"}]}}""");
        var large = $$$"""[{"id":"s0","name":"S","condition":{"field":"recency","op":"known"}},{{{string.Join(',', doubling)}}}]""";

        Assert.Contains("is nested deeper than 16 levels", Assert.Single(Load($$$"""[{"id":"d","name":"D","condition":{{{deep}}}}]""")).Reason, StringComparison.Ordinal);
        Assert.Contains(Load(large), fault => fault.Reason.Contains("at most 16 levels and 1000 nodes are taken", StringComparison.Ordinal));
    }

    [Fact]
    public void Catalogue_MarksEveryFieldWithTypeClassAndSummary()
    {
        var fields = new FieldCatalogue(SamplePlaybook.Source, TimeZoneInfo.Utc).Fields;

        Assert.Equal(fields.Count, fields.Select(field => field.Name).Distinct().Count());
        Assert.DoesNotContain(fields, field => field.Type == FieldType.None || field.Class == FieldClass.None);
        Assert.All(fields, field => Assert.EndsWith(".", field.Summary, StringComparison.Ordinal));
    }

    private static IReadOnlyList<PlaybookFault> Load(string segments)
    {
        var text = System.Text.Encoding.UTF8.GetString(SamplePlaybook.Compile(SamplePlaybook.Source with { Segments = [] }).Document);
        return PlaybookLoader.LoadDocument(System.Text.Encoding.UTF8.GetBytes(text.Replace("\"segments\":[]", "\"segments\":" + segments, StringComparison.Ordinal))).Faults;
    }
}
