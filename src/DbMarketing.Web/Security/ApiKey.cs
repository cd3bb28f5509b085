using System.Text.Json.Serialization;

namespace DbMarketing.Web.Security;

/// <summary>What a key may do.</summary>
[Flags]
public enum KeyScopes
{
    None = 0,
    /// <summary>Send interactions and outcomes.</summary>
    Write = 1,
    /// <summary>Ask for decisions.</summary>
    Decide = 2,
    /// <summary>Read customers, decisions and counts.</summary>
    Read = 4,
    /// <summary>Change playbooks and keys.</summary>
    Admin = 8,
    All = Write | Decide | Read | Admin,
}

[JsonConverter(typeof(JsonStringEnumConverter<KeyKind>))]
public enum KeyKind
{
    None = 0,
    /// <summary>Kept on a back end: trusted with every customer, within its scopes.</summary>
    [JsonStringEnumMemberName("server")] Server,
    /// <summary>Readable in a page: writes, and serves only the visitor whose token comes with it.</summary>
    [JsonStringEnumMemberName("browser")] Browser,
}

/// <summary>A key as it is stored: never the key itself, only its SHA-256.</summary>
public sealed record ApiKey
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required KeyKind Kind { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }
    /// <summary>For browser keys: origins whose pages may use it, such as <c>https://shop.example</c>; <c>*</c> is any.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
    /// <summary>The source that its interactions carry.</summary>
    public required string Source { get; init; }
    /// <summary>Its customers are tests, left out of statistics.</summary>
    public bool Test { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>SHA-256 of the whole key, in hexadecimal.</summary>
    public required string Hash { get; init; }
}

/// <summary>A new key's wishes.</summary>
public sealed record NewKey
{
    /// <summary>What it is for; its kind and the time when it was made unless given.</summary>
    public string? Name { get; init; }
    public KeyKind Kind { get; init; } = KeyKind.Server;
    /// <summary>Of <c>write</c>, <c>decide</c>, <c>read</c>, <c>admin</c>; a browser key has write and decide.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
    public IReadOnlyList<string>? Origins { get; init; }
    public string? Source { get; init; }
    public bool Test { get; init; }
}

/// <summary>A key just made. The key and its signing secret are shown this once.</summary>
/// <param name="SigningSecret">The shop's back end signs customer tokens with it (JWT HS256, <c>kid</c> = <paramref name="Id"/>).</param>
public sealed record CreatedKey(string Id, string Key, string SigningSecret);

/// <summary>A key as it is listed.</summary>
public sealed record ListedKey(
    string Id, string Name, KeyKind Kind, IReadOnlyList<string> Scopes, IReadOnlyList<string> Origins, string Source, bool Test,
        DateTimeOffset CreatedAt);
