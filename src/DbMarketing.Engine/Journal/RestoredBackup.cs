namespace DbMarketing.Engine.Journal;

/// <summary>What a restore read.</summary>
/// <param name="Rows">Rows of all tables together.</param>
/// <param name="Secret">Which secret the tokens of the backed-up server derive from.</param>
public sealed record RestoredBackup(long Rows, BackupSecret Secret);
