namespace DbMarketing.Server.Import;

/// <summary>An import cannot start or go on; the message says why and what to do, in one line.</summary>
internal sealed class ImportException(string message) : Exception(message);
