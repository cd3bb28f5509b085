namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>Database files hold personal data: they are for the user alone whose process made them.</summary>
internal static class SqlitePrivacy
{
    /// <summary>
    /// A new database is for its own user only, as it holds everybody's data; SQLite gives the files beside it the same mode.
    /// A file that is there is left alone, also because closing it would let go of the locks that SQLite holds on it in this process.
    /// </summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}
