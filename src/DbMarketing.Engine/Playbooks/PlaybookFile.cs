namespace DbMarketing.Engine.Playbooks;

/// <summary>One file of a playbook, as read.</summary>
/// <param name="Name">Path relative to the folder with forward slashes; <c>playbook</c> for a document that came as one.</param>
/// <param name="Content">UTF-8 JSON; a byte order mark is skipped.</param>
internal readonly record struct PlaybookFile(string Name, ReadOnlyMemory<byte> Content);
