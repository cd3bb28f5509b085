namespace DbMarketing.Engine.Playbooks;

/// <summary>One thing that is wrong with a playbook.</summary>
/// <param name="File">The file, relative to the playbook's folder; <c>playbook</c> when it came as one document.</param>
/// <param name="Path">JSON path within it, such as <c>$.offers[3].treatments[0].content.en.title</c>.</param>
/// <param name="Reason">What is wrong, with the value and what is allowed.</param>
public sealed record PlaybookFault(string File, string Path, string Reason);
