using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DbMarketing.Server.Tests.House;

/// <summary>Checks what can be checked of the house style, on the source itself.</summary>
public sealed partial class TidyTests
{
    private const int LineLengthMax = 140;
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 70;
    private const int CommentLinesPerHundredMax = 8;

    private static readonly string[] VagueSuffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Common", "Base", "Impl", "Info"];

    private static readonly IReadOnlyList<(string File, SyntaxNode Root)> Sources =
        [.. SourceTree.Files(".cs").Select(file => (file, CSharpSyntaxTree.ParseText(SourceTree.Read(file)).GetRoot()))];

    [Fact]
    public void Files_AreShortEnoughToReadInOneSitting() =>
        AssertNone(Sources.Where(source => source.Root.GetText().Lines.Count > FileLinesMax)
            .Select(source => $"{source.File}: {source.Root.GetText().Lines.Count} lines, at most {FileLinesMax}"));

    [Fact]
    public void Lines_FitTheScreen() =>
        AssertNone(Sources.SelectMany(source => source.Root.GetText().Lines
            .Where(line => line.Span.Length > LineLengthMax && !IsTestData(source.File, line.ToString()))
            .Select(line => $"{source.File}:{line.LineNumber + 1}: {line.Span.Length} characters, at most {LineLengthMax}")));

    [Fact]
    public void Methods_AreAtMostSeventyLines() =>
        AssertNone(from source in Sources
                   from body in source.Root.DescendantNodes()
                   where body is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax
                   let span = body.GetLocation().GetLineSpan()
                   let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
                   where lines > MethodLinesMax
                   select $"{source.File}:{span.StartLinePosition.Line + 1}: a method of {lines} lines, at most {MethodLinesMax}");

    [Fact]
    public void TypeNames_SayWhatTheTypeIs() =>
        AssertNone(from source in Sources
                   from type in source.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
                   where VagueSuffixes.Any(suffix => type.Identifier.Text.EndsWith(suffix, StringComparison.Ordinal))
                   select $"{source.File}: {type.Identifier.Text}");

    [Fact]
    public void Classes_AreSealedStaticOrAbstract() =>
        AssertNone(from source in Sources
                   from type in source.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
                   where type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax && !type.Modifiers.Any(SyntaxKind.StructKeyword)
                       && !((RecordDeclarationSyntax)type).ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword))
                   where !type.Modifiers.Any(IsClosing)
                   where !IsOtherPartOfSealed(type)
                   select $"{source.File}: {type.Identifier.Text}");

    [Fact]
    public void Namespaces_FollowProjectAndFolder() =>
        AssertNone(from source in Sources
                   from declared in source.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
                   let expected = ExpectedNamespace(source.File)
                   where expected is not null && declared.Name.ToString() != expected
                   select $"{source.File}: namespace {declared.Name}, expected {expected}");

    [Fact]
    public void Code_HasNoRegionsNoDebtMarksAndNoSleeps() =>
        AssertNone(from source in Sources
                   where !source.File.EndsWith("House/TidyTests.cs", StringComparison.Ordinal)
                   from line in source.Root.GetText().Lines
                   where Unwanted().IsMatch(line.ToString())
                   select $"{source.File}:{line.LineNumber + 1}: {line.ToString().Trim()}");

    /// <summary>A test waits for what happens, never for time to pass; only the simulation does, on a clock of its own.</summary>
    [Fact]
    public void Tests_WaitForNoRealTime() =>
        AssertNone(from file in SourceTree.Files(".cs", ".ts", ".tsx", ".js", ".mjs")
                   where file.StartsWith("tests/", StringComparison.Ordinal) || file.Contains("/test/", StringComparison.Ordinal)
                   where !file.EndsWith("House/TidyTests.cs", StringComparison.Ordinal)
                   let simulated = file.StartsWith("tests/DbMarketing.Simulation/", StringComparison.Ordinal)
                   from line in SourceTree.Read(file).Split('\n').Index()
                   where (simulated ? RealTime() : TimedWait()).IsMatch(line.Item)
                   select $"{file}:{line.Index + 1}: {line.Item.Trim()}");

    [Fact]
    public void Comments_AreFew() =>
        AssertNone(from source in Sources
                   let lines = source.Root.GetText().Lines.Count
                   let comments = source.Root.DescendantTrivia().Count(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
                   where lines >= 50 && comments * 100 > lines * CommentLinesPerHundredMax
                   select $"{source.File}: {comments} comment lines in {lines}");

    [Fact]
    public void CommentedOutCode_IsNotKept() =>
        AssertNone(from source in Sources
                   from trivia in source.Root.DescendantTrivia()
                   where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && CodeInComment().IsMatch(trivia.ToString())
                   select $"{source.File}: {trivia}");

    [Fact]
    public void PublicAsyncMethods_TakeACancellationTokenLast() =>
        AssertNone(from source in Sources
                   where source.File.StartsWith("src/", StringComparison.Ordinal)
                   from method in source.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
                   where method.Identifier.Text.EndsWith("Async", StringComparison.Ordinal) && method.Modifiers.Any(SyntaxKind.PublicKeyword)
                   where !method.Modifiers.Any(SyntaxKind.OverrideKeyword) && !IsOfTheFramework(method.Identifier.Text)
                   where method.ParameterList.Parameters.LastOrDefault()?.Type?.ToString() != "CancellationToken"
                   select $"{source.File}: {method.Identifier.Text}");

    [Fact]
    public void Root_HoldsOnlyTheDocumentsThatUsersNeed()
    {
        var documents = Directory.EnumerateFiles(SourceTree.Root, "*.md").Select(Path.GetFileName).Order(StringComparer.Ordinal);

        Assert.Equal(["ARCHITECTURE.md", "README.md", "TERMINOLOGY.md"], documents);
    }

    private static void AssertNone(IEnumerable<string> faults)
    {
        var list = faults.ToList();
        Assert.True(list.Count == 0, string.Join(Environment.NewLine, list.Prepend($"{list.Count} places:")));
    }

    private static bool IsTestData(string file, string line) =>
        file.StartsWith("tests/", StringComparison.Ordinal) && line.Contains('"', StringComparison.Ordinal);

    private static bool IsOfTheFramework(string name) =>
        name is "DisposeAsync" or "InvokeAsync" or "InvokeMethodAsync" or "InvokeMethodAsync" or "OnConnectedAsync" or "OnDisconnectedAsync";

    /// <summary>A partial class says sealed in one of its parts only.</summary>
    private static bool IsOtherPartOfSealed(TypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword) && Sources
            .SelectMany(source => source.Root.DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Any(other => other.Identifier.Text == type.Identifier.Text && other.Modifiers.Any(IsClosing));

    private static bool IsClosing(SyntaxToken modifier) =>
        modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword;

    private static string? ExpectedNamespace(string file)
    {
        var parts = file.Split('/');
        return parts[0] switch
        {
            "src" or "load-tests" or "tests" when parts[1] != "Shared" => string.Join('.', parts[1..^1]),
            _ => null,
        };
    }

    [GeneratedRegex(@"#region|\b(TODO|FIXME|HACK|XXX)\b|Thread\.Sleep|Task\.Delay\(\d|NotImplementedException|ConfigureAwait\(false\)|// Arrange|// Act|// Assert")]
    private static partial Regex Unwanted();

    [GeneratedRegex(@"Task\.Delay\b|\b(Periodic)?Timer\b|\.CreateTimer\(|\bSpinWait\b|\bWaitForTimeoutAsync\b|\bset(Timeout|Interval)\(")]
    private static partial Regex TimedWait();

    [GeneratedRegex(@"\bTimeProvider\.System\b")]
    private static partial Regex RealTime();

    [GeneratedRegex(@"^//\s*(var |if \(|return |await |using |public |private |\w+\(.*\);|\w+ = .*;)")]
    private static partial Regex CodeInComment();
}
