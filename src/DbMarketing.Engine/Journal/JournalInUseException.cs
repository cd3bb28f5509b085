namespace DbMarketing.Engine.Journal;

/// <summary>Another process serves this database. The message names it and says how to talk to it instead.</summary>
public sealed class JournalInUseException(string message, JournalOwner? holder) : Exception(message)
{
    /// <summary>Who serves it; null when that process has not said.</summary>
    public JournalOwner? Holder { get; } = holder;
}
