namespace DbMarketing.Engine.Playbooks;

/// <summary>Loads a playbook from a folder or from one document: checked as a whole, compiled, or refused with all that is wrong.</summary>
public static class PlaybookLoader
{
    /// <summary>The file of a folder that editors check the others against; not part of the playbook.</summary>
    public const string SchemaFile = "playbook.schema.json";

    /// <summary>Loads every <c>*.json</c> file of a folder and its subfolders, in the ordinal order of their paths.</summary>
    public static PlaybookLoad LoadFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var faults = new FaultList();
        var files = ReadFolder(path, faults);
        return files is null ? new(null, faults.ToList()) : Load(files, faults);
    }

    /// <summary>Loads a playbook that came as one JSON document, such as <see cref="CompiledPlaybook.Document"/>.</summary>
    public static PlaybookLoad LoadDocument(ReadOnlyMemory<byte> document)
    {
        var faults = new FaultList();
        if (document.Length > PlaybookLimits.DocumentBytes)
        {
            faults.Add(new("playbook", "$"), $"has {document.Length} bytes; at most {PlaybookLimits.DocumentBytes} are taken");
            return new(null, faults.ToList());
        }

        return Load([new("playbook", document)], faults);
    }

    /// <summary>
    /// Loads a document that was taken before, if need be in spite of faults: checks become stricter, and what decisions name must stay
    /// what it was. The playbook is null only when anything but offers and segments cannot be read, or its time zone is not known on this
    /// machine.
    /// </summary>
    internal static PlaybookLoad LoadStored(ReadOnlyMemory<byte> document)
    {
        var faults = new FaultList();
        var compiled = PlaybookDraft.Read([new("playbook", document)], faults) is { } draft
            ? new PlaybookValidator(draft, faults).Compile(document.ToArray()) : null;
        return new(compiled, faults.ToList());
    }

    /// <summary>Checks and compiles a playbook that was built in code.</summary>
    public static PlaybookLoad LoadPlaybook(Playbook playbook) => LoadDocument(CompiledPlaybook.Write(playbook));

    internal static PlaybookLoad Load(IReadOnlyList<PlaybookFile> files, FaultList faults)
    {
        var draft = PlaybookDraft.Read(files, faults);
        if (draft is null)
        {
            return new(null, faults.ToList());
        }

        var compiled = new PlaybookValidator(draft, faults).Compile();
        return new(faults.Count == 0 ? compiled : null, faults.ToList());
    }

    /// <summary>The folder's files with their content; null, with a fault, when the folder cannot be read.</summary>
    internal static IReadOnlyList<PlaybookFile>? ReadFolder(string path, FaultList faults)
    {
        try
        {
            var names = Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
                .Where(name => name != SchemaFile && !name.Split('/').Any(part => part.StartsWith('.')))
                .Order(StringComparer.Ordinal)
                .Take(PlaybookLimits.Files + 1)
                .ToList();
            var bytes = names.Sum(name => new FileInfo(Path.Combine(path, name)).Length);
            if (names.Count is 0 or > PlaybookLimits.Files || bytes > PlaybookLimits.DocumentBytes)
            {
                faults.Add(new(".", "$"), names.Count == 0
                    ? $"the folder '{path}' has no JSON file"
                    : $"{names.Count} files with {bytes} bytes; at most {PlaybookLimits.Files} files "
                        + $"and {PlaybookLimits.DocumentBytes} bytes are read");
                return null;
            }

            return [.. names.Select(name => new PlaybookFile(name, File.ReadAllBytes(Path.Combine(path, name))))];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(new(".", "$"), $"the folder '{path}' cannot be read: {fault.Message}");
            return null;
        }
    }
}
