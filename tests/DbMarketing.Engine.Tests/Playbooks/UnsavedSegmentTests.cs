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

    private static (CompiledCondition? Condition, IReadOnlyList<PlaybookFault> Faults) Compile(string json) =>
        UnsavedSegment.Compile(SamplePlaybook.Compiled, JsonElement.Parse(json));
}
