namespace DbMarketing.Engine.Journal;

/// <summary>What a backup says of the secret that tokens derive from.</summary>
/// <param name="Mark">Tells two secrets apart and nothing of either; null when the backup was made without one.</param>
/// <param name="Text">The secret itself; null unless the backup was asked to hold it.</param>
public readonly record struct BackupSecret(string? Mark, string? Text = null);
