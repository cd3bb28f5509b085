using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Playbooks;

public sealed class UnsavedSegmentTests
{
    [Fact]
    public void Compile_TakesWhatASegmentOfThePlaybookMaySay()
    {
        var (condition, faults) = Compile("""{"all":[{"segment":"buyers"},{"field":"recency","op":"lessThan","value":"90d"}]}""");

        Assert.Empty(faults);
        Assert.Equal(FieldClass.Time, condition!.Class);
    }

    [Theory]
    [InlineData("""{"field":"no.such","op":"atLeast","value":1}""", "$.condition.field", "'no.such'")]
    [InlineData("""{"all":[{"field":"recency","op":"atLeast","value":1}]}""", "$.condition.all[0].value", "a duration")]
    [InlineData("""{"fild":"recency"}""", "$.condition", "fild")]
    [InlineData("""{"segment":"nobody"}""", "$.condition", "'nobody'")]
    public void Compile_NamesEachFaultByItsPathInTheCondition(string json, string path, string reason)
    {
        var (condition, faults) = Compile(json);

        Assert.Null(condition);
        Assert.Contains(faults, fault => fault.Path.StartsWith(path, StringComparison.Ordinal)
            && (fault.Reason + fault.Path).Contains(reason, StringComparison.Ordinal));
    }

    /// <summary>
    /// Goal: a playbook that newer checks refuse, with a segment that cannot be compiled and has the id that a preview would take, is
    /// previewed under as any other, and only the condition's own faults are named.
    /// </summary>
    [Fact]
    public void Compile_UnderAPlaybookThatNewerChecksRefuse_NamesOnlyItsOwnFaults()
    {
        var odd = new Segment("preview", "Odd", SamplePlaybook.Field("no.such", ConditionOperator.AtLeast, "1"));
        var playbook = PlaybookLoader.LoadStored(CompiledPlaybook.Write(SamplePlaybook.Source with
        {
            Segments = [odd, .. SamplePlaybook.Source.Segments],
            Offers = [SamplePlaybook.Source.Offers[0] with { Value = -1 }],
        })).Playbook!;
        Assert.Equal((2, 1), (playbook.Faults.Count, playbook.Segments.Count));

        var sound = Compile("""{"segment":"buyers"}""", playbook);
        var faulty = Compile("""{"field":"not.there","op":"atLeast","value":1}""", playbook);
        var resting = Compile("""{"segment":"preview"}""", playbook);

        Assert.Empty(sound.Faults);
        Assert.Equal("buyers", sound.Condition!.Source.Segment);
        Assert.Null(faulty.Condition);
        Assert.Equal("$.condition.field", Assert.Single(faulty.Faults).Path);
        Assert.Null(resting.Condition);
        Assert.Contains("rests on a part", Assert.Single(resting.Faults).Reason, StringComparison.Ordinal);
    }

    private static (CompiledCondition? Condition, IReadOnlyList<PlaybookFault> Faults) Compile(
        string json, CompiledPlaybook? playbook = null) =>
        UnsavedSegment.Compile(playbook ?? SamplePlaybook.Compiled, JsonElement.Parse(json));
}
