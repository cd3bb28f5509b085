using System.Text.Json.Nodes;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Playbooks;

public sealed class PlaybookFolderTests : IDisposable
{
    private static readonly string SampleFolder = Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Server", "playbook");

    private readonly string path = Directory.CreateTempSubdirectory("playbook-").FullName;

    public PlaybookFolderTests()
    {
        var document = JsonNode.Parse(SamplePlaybook.Compiled.Document)!.AsObject();
        Directory.CreateDirectory(Path.Combine(path, "offers"));
        var offers = document["offers"]!.AsArray().Select(offer => offer!.DeepClone()).ToList();
        document.Remove("offers");
        Write("playbook.json", document);
        Write("offers/a.json", new JsonObject { ["$schema"] = "../playbook.schema.json", ["offers"] = new JsonArray(offers[0]) });
        Write("offers/b.json", new JsonObject { ["offers"] = new JsonArray(offers[1]) });
    }

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Fact]
    public void Load_MergesTheFilesToTheSamePlaybook() =>
        Assert.Equal(SamplePlaybook.Compiled.Version, new PlaybookFolder(path).Load().Playbook!.Version);

    [Fact]
    public void Load_NamesTheFileOfAFault()
    {
        Write("offers/b.json", new JsonObject { ["offers"] = new JsonArray(new JsonObject { ["id"] = "x" }), ["name"] = "Again" });

        var faults = new PlaybookFolder(path).Load().Faults;

        Assert.Contains(new PlaybookFault("offers/b.json", "$.offers[0]", "lacks the required property 'treatments'"), faults);
        Assert.Contains(new PlaybookFault("playbook.json", "$.name", "stands in offers/b.json already"), faults);
    }

    /// <summary>Who mends one file should not find the next fault only then; what the unreadable file may hold is no fault.</summary>
    [Fact]
    public void Load_ReportsTheFaultsOfTheOtherFilesBesideOneThatIsNoJson()
    {
        var offers = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "offers/a.json")))!;
        offers["offers"]![0]!["value"] = -1;
        Write("offers/a.json", offers);
        File.WriteAllText(Path.Combine(path, "offers/b.json"), "{");
        File.WriteAllText(Path.Combine(path, "playbook.json"), "[]");

        var faults = new PlaybookFolder(path).Load().Faults;

        Assert.Equal(
            [("offers/a.json", "$.offers[0].value"), ("offers/b.json", "$"), ("playbook.json", "$")],
            faults.Select(fault => (fault.File, fault.Path)).Order());
    }

    public static TheoryData<string> SampleFiles { get; } = [.. Directory
        .EnumerateFiles(SampleFolder, "*.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(SampleFolder, file))
        .Where(file => file != PlaybookLoader.SchemaFile)];

    [Theory]
    [MemberData(nameof(SampleFiles))]
    public void Load_FindsNoFaultOfTheSamplesOtherFilesWhenOneIsNoJson(string file)
    {
        foreach (var source in SampleFiles.Select(row => row.Data))
        {
            var copy = Path.Combine(path, "sample", source);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, source == file ? "{" : File.ReadAllText(Path.Combine(SampleFolder, source)));
        }

        var fault = Assert.Single(PlaybookLoader.LoadFolder(Path.Combine(path, "sample")).Faults);

        Assert.Equal((file, "$"), (fault.File, fault.Path));
    }

    [Fact]
    public void TryReload_ReadsOnlyWhatChanged()
    {
        var folder = new PlaybookFolder(path);

        Assert.True(folder.TryReload(out _));
        Assert.False(folder.TryReload(out _));
        File.WriteAllText(Path.Combine(path, "offers/b.json"), "{");
        Assert.True(folder.TryReload(out var broken));
        Assert.Equal("offers/b.json", Assert.Single(broken.Faults).File);
        Assert.False(folder.TryReload(out _));
        File.Delete(Path.Combine(path, "offers/b.json"));
        Assert.True(folder.TryReload(out var smaller));
        Assert.Single(smaller.Playbook!.Offers);
    }

    [Fact]
    public void Load_SaysWhenTheFolderIsMissingOrEmpty()
    {
        var missing = Path.Combine(path, "missing");
        var empty = Directory.CreateDirectory(Path.Combine(path, "empty")).FullName;

        Assert.Contains("cannot be read", Assert.Single(PlaybookLoader.LoadFolder(missing).Faults).Reason, StringComparison.Ordinal);
        Assert.Contains("has no JSON file", Assert.Single(PlaybookLoader.LoadFolder(empty).Faults).Reason, StringComparison.Ordinal);
    }

    private void Write(string name, JsonNode content) => File.WriteAllText(Path.Combine(path, name), content.ToJsonString());
}
