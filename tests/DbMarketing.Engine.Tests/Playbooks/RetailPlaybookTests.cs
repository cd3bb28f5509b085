using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Playbooks;

/// <summary>The sample that the server ships.</summary>
public sealed class RetailPlaybookTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Server", "playbook");
    private static readonly PlaybookLoad Load = PlaybookLoader.LoadFolder(Folder);

    [Fact]
    public void Sample_HasNoFault() => Assert.Empty(Load.Faults);

    [Fact]
    public void Sample_IsAsWideAsARetailers()
    {
        var playbook = Load.Playbook!;

        Assert.True(playbook.Offers.Count >= 40);
        Assert.True(playbook.Offers.Select(offer => offer.Group.Id).Distinct().Count() >= 5);
        Assert.True(playbook.Offers.Select(offer => offer.Issue.Id).Distinct().Count() >= 3);
        Assert.True(playbook.Segments.Count >= 12);
        Assert.Equal(["en", "ko"], playbook.Source.Languages);
        Assert.Equal(
            ["app", "call-centre", "email", "web"],
            playbook.Offers.SelectMany(offer => offer.Treatments).Select(treatment => treatment.Source.Channel).Distinct().Order());
    }

    [Fact]
    public void Sample_HasAFallbackForEveryPlacement()
    {
        var source = Load.Playbook!.Source;

        Assert.Equal(
            source.Placements.Select(placement => (placement.Channel, placement.Id)).Order(),
            source.Fallbacks.Select(fallback => (fallback.Channel, fallback.Placement)).Order());
    }

    [Fact]
    public void Sample_WritesKoreanInKorean()
    {
        var korean = Load.Playbook!.Source.Offers.SelectMany(offer => offer.Treatments).Select(treatment => treatment.Content["ko"]["title"]);

        Assert.All(korean, title => Assert.Contains(title, letter => letter is >= '가' and <= '힣'));
    }

    /// <summary>Run with DBMARKETING_WRITE_SCHEMA=1 to write the file anew after a change of the types.</summary>
    [Fact]
    public void LocalNames_HaveEveryNameThatExplanationsUse()
    {
        var playbook = PlaybookLoader.LoadFolder(Folder).Playbook!.Source;
        string[] names =
        [
            .. playbook.Segments.Select(segment => segment.Name), .. playbook.Groups.Select(group => group.Name),
            .. playbook.Offers.Select(offer => offer.Name), .. playbook.Purposes.Select(purpose => purpose.Name),
            .. playbook.RfmGroups!.Select(group => group.Name),
        ];

        Assert.Empty(names.Except(playbook.LocalNames!["ko"].Keys));
    }

    [Fact]
    public void SchemaFile_IsWhatTheTypesSay()
    {
        var file = Path.Combine(Folder, PlaybookLoader.SchemaFile);
        if (Environment.GetEnvironmentVariable("DBMARKETING_WRITE_SCHEMA") == "1")
        {
            File.WriteAllText(file, PlaybookSchema.Text);
        }

        Assert.Equal(PlaybookSchema.Text, File.ReadAllText(file));
    }

    [Fact]
    public void Readme_ListsEveryFieldWithItsMeaning()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var fields = new FieldCatalogue(Load.Playbook!.Source, Load.Playbook.TimeZone).Fields;

        Assert.All(fields, field => Assert.Contains($"| `{field.Name}` | {field.Type.ToString().ToLowerInvariant()} | "
            + $"{field.Class.ToString().ToLowerInvariant()} | {field.Unit} | {field.Summary} |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Sample_FitsItsSchema()
    {
        using var schema = JsonDocument.Parse(PlaybookSchema.Text);
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Where(file => !file.EndsWith(PlaybookLoader.SchemaFile, StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var faults = new List<string>();
            SchemaCheck.Check(document.RootElement, schema.RootElement, schema.RootElement, "$", faults);

            Assert.Empty(faults);
            var named = document.RootElement.GetProperty("$schema").GetString()!;
            var pointed = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, named));
            Assert.Equal(Path.Combine(Folder, PlaybookLoader.SchemaFile), pointed);
        }
    }
}
