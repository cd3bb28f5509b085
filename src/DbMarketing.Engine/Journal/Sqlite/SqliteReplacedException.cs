namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>The database lacks what this store had committed to it: a backup was restored over it, or it was made anew.</summary>
internal sealed class SqliteReplacedException(string path) : Exception(
    $"The database at '{path}' lacks what this server committed to it: an older content was put in its place while the server ran. "
    + "Restart the server to serve what is there now; what was acknowledged since that content was saved is not in it.");
