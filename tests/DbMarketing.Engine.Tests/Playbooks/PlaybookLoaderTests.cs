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
}
