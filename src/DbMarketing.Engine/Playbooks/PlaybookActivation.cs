namespace DbMarketing.Engine.Playbooks;

/// <summary>One activation of a playbook version.</summary>
/// <param name="Number">Counts activations from 1.</param>
/// <param name="Version">The version that became active.</param>
/// <param name="Name">The playbook's name.</param>
/// <param name="At">When.</param>
/// <param name="Origin">What asked for it: <c>folder</c>, <c>api</c>, <c>rollback</c> …; 1 to 64 characters.</param>
public sealed record PlaybookActivation(long Number, string Version, string Name, DateTimeOffset At, string Origin);

/// <summary>What came of an activation: the activation, or why there is none.</summary>
public sealed record ActivationResult(PlaybookActivation? Activation, IReadOnlyList<PlaybookFault> Faults);

/// <summary>The stored list of activations, newest first.</summary>
internal sealed record ActivationHistory(IReadOnlyList<PlaybookActivation> Activations);
