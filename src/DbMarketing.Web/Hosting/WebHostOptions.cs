namespace DbMarketing.Web.Hosting;

/// <summary>What a host's <c>serve</c> was asked for, whatever its engine.</summary>
internal sealed record WebHostOptions
{
    /// <summary>Addresses to listen on; at least one.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>Folder of the playbook, made active again when it changes; null for none.</summary>
    public string? PlaybookFolder { get; init; }
}
