using System.Text.RegularExpressions;
using System.Xml.Linq;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Server.Tests.House;

/// <summary>
/// Holds the arrows between projects: Server and Silo use Web, Web uses Engine, Client and the browser SDK use none of them.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["DbMarketing.Engine"] = [],
        ["DbMarketing.Web"] = ["DbMarketing.Engine"],
        ["DbMarketing.Server"] = ["DbMarketing.Web", "DbMarketing.Engine"],
        ["DbMarketing.Silo"] = ["DbMarketing.Web", "DbMarketing.Engine"],
        ["DbMarketing.Client"] = [],
        ["DbMarketing.ClusterLoadTests"] = ["DbMarketing.Silo"],
        ["DbMarketing.LoadTests"] = ["DbMarketing.Client", "DbMarketing.Engine"],
    };

    public static TheoryData<string> Projects { get; } = [.. ProductionProjects()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectReferences_FollowTheArrows(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(AllowedReferences.TryGetValue(name, out var allowed), $"{name} is a new project: give it a place in the arrows.");

        var references = XDocument.Load(Path.Combine(SourceTree.Root, project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Engine_KnowsNothingOfWebOrCluster()
    {
        var references = typeof(CustomerId).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.DoesNotContain(references, name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Orleans", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));
    }

    [Fact]
    public void BrowserSdk_ImportsOnlyItself()
    {
        var escaping = RelativeImports("src/browser-sdk").Where(import => !import.Target.StartsWith("src/browser-sdk/", StringComparison.Ordinal));

        Assert.Empty(escaping);
    }

    [Fact]
    public void Console_ImportsOnlyItselfAndTheBrowserSdk()
    {
        var escaping = RelativeImports("src/console").Where(import =>
            !import.Target.StartsWith("src/console/", StringComparison.Ordinal)
            && !import.Target.StartsWith("src/browser-sdk/", StringComparison.Ordinal));

        Assert.Empty(escaping);
    }

    /// <summary>Method: imports from where none leads, or to where none goes on, are taken away until only circles are left.</summary>
    [Theory]
    [InlineData("src/browser-sdk")]
    [InlineData("src/console")]
    public void Imports_GoInNoCircle(string folder)
    {
        var left = RelativeImports(folder).Select(import => (From: ModuleOf(import.File), To: ModuleOf(import.Target))).ToList();
        for (var before = 0; before != left.Count;)
        {
            before = left.Count;
            left = [.. left.Where(import => left.Any(next => next.From == import.To) && left.Any(last => last.To == import.From))];
        }

        Assert.Empty(left);
    }

    /// <summary>The file as imports name it.</summary>
    private static string ModuleOf(string file) => ModuleEnd().Replace(file, "");

    private static IEnumerable<string> ProductionProjects() =>
        SourceTree.Files(".csproj").Where(file => !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("samples/", StringComparison.Ordinal));

    private static IEnumerable<(string File, string Target)> RelativeImports(string folder)
    {
        var files = SourceTree.Files(".ts", ".tsx").Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            foreach (Match match in RelativeImport().Matches(SourceTree.Read(file)))
            {
                var target = Path.GetFullPath(Path.Combine(SourceTree.Root, Path.GetDirectoryName(file)!, match.Groups["path"].Value));
                yield return (file, Path.GetRelativePath(SourceTree.Root, target).Replace('\\', '/'));
            }
        }
    }

    [GeneratedRegex("""(?:from|import)\s*\(?\s*['"](?<path>\.[^'"]*)['"]""")]
    private static partial Regex RelativeImport();

    [GeneratedRegex(@"(/index)?(\.tsx?)?$")]
    private static partial Regex ModuleEnd();
}
