namespace DbMarketing.Engine.Playbooks;

/// <summary>One activation of a playbook version.</summary>
/// <param name="Number">Counts activations from 1.</param>
/// <param name="Version">The version that became active.</param>
/// <param name="Name">The playbook's name.</param>
/// <param name="At">When.</param>
/// <param name="Origin">What asked for it: <c>folder</c>, <c>api</c>, <c>rollback</c> …</param>
public sealed record PlaybookActivation(long Number, string Version, string Name, DateTimeOffset At, string Origin);

/// <summary>The stored list of activations, newest first.</summary>
public sealed record ActivationHistory(IReadOnlyList<PlaybookActivation> Activations);
