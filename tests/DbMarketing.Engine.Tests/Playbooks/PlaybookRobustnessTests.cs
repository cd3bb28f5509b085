using System.Text;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DbMarketing.Engine.Tests.Playbooks;

/// <summary>A playbook comes from people and over the wire: whatever it holds, the loader answers with faults.</summary>
public sealed class PlaybookRobustnessTests
{
    private static readonly string Document = Encoding.UTF8.GetString(SamplePlaybook.Compiled.Document);

    private static readonly string[] Pieces =
        ["null", "{}", "[]", "\"\"", "-1", "1e999", "0.5", "true", "\"x\"", "\"\\ud800\"", "{\"a\":1}", "[null]", ",", "}", "\"30d\"", "99999999999999999999"];

    [Fact]
    public void LoadDocument_AnswersAnyDamageWithFaults() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var load = PlaybookLoader.LoadDocument(Encoding.UTF8.GetBytes(Damage(new System.Random(seed))));

            Assert.Equal(load.Playbook is null, load.Faults.Count > 0);
        }));

    [Theory]
    [InlineData("\"firstName\"", "\"first\\ud800\"")]
    [InlineData("\"op\":\"atLeast\",\"value\":1", "\"op\":\"in\",\"value\":[\"\\ud800\"]")]
    [InlineData("\"EUR\":", "\"\\udc00\":")]
    public void LoadDocument_RefusesTextsThatAreNoUnicode(string text, string replacement)
    {
        var load = PlaybookLoader.LoadDocument(Encoding.UTF8.GetBytes(Document.Replace(text, replacement, StringComparison.Ordinal)));

        Assert.Contains("half of a surrogate pair", Assert.Single(load.Faults).Reason, StringComparison.Ordinal);
    }

    /// <summary>Puts another value in the place of one or two values, which mostly leaves JSON that is wrong in what it says.</summary>
    private static string Damage(System.Random random)
    {
        var text = Document;
        for (var count = random.Next(1, 3); count > 0; count--)
        {
            var starts = Enumerable.Range(1, text.Length - 2).Where(place => text[place - 1] is ':' or '[' or ',').ToArray();
            var start = starts[random.Next(starts.Length)];
            var end = text.IndexOfAny([',', '}', ']'], start);
            text = text[..start] + Pieces[random.Next(Pieces.Length)] + text[end..];
        }

        return text;
    }
}
