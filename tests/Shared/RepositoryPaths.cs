namespace DbMarketing.Testing;

/// <summary>Where the repository and the public data sets beside it are.</summary>
internal static class RepositoryPaths
{
    /// <summary>The folder of the solution file, found upwards from the test's own folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the public data sets; it may be absent.</summary>
    public static string Data => Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"));

    /// <summary>A file of the data sets; skips the test where it is absent.</summary>
    public static string DataFile(params string[] parts)
    {
        var path = Path.Combine([Data, .. parts]);
        Assert.SkipUnless(File.Exists(path), $"The data set {path} is not there.");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DbMarketing.Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No DbMarketing.Orleans.sln above {AppContext.BaseDirectory}.");
    }
}
