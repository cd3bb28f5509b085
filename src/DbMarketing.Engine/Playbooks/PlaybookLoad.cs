namespace DbMarketing.Engine.Playbooks;

/// <summary>What came of loading a playbook: the compiled playbook, or everything that is wrong with it.</summary>
/// <param name="Playbook">Null when there is any fault; one that was taken before may be there in spite of its faults.</param>
/// <param name="Faults">All faults; empty when the playbook was taken as it is.</param>
public sealed record PlaybookLoad(CompiledPlaybook? Playbook, IReadOnlyList<PlaybookFault> Faults);
