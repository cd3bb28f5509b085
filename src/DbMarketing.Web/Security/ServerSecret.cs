using System.Security.Cryptography;
using System.Text;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Security;

/// <summary>
/// The one secret of an installation. Visitor tokens, outcome tokens and the signing secrets of keys are derived from it by
/// HMAC-SHA-256 with a purpose label, so none of them tells anything about another.
/// </summary>
public sealed class ServerSecret
{
    /// <summary>Shortest accepted secret, in characters of text or bytes of a file.</summary>
    public const int MinLength = 32;
    public const string EnvironmentVariable = "DBMARKETING_SECRET";
    private const string FileName = "server.secret";
    private readonly byte[] _secret;

    public ServerSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < MinLength)
        {
            throw new ArgumentException(
                $"The server secret has {secret.Length} bytes; it needs at least {MinLength}. Set {EnvironmentVariable}.", nameof(secret));
        }

        _secret = secret.ToArray();
    }

    /// <summary>Tells two secrets apart and nothing of either.</summary>
    public string Mark => Convert.ToHexStringLower(Derive("mark").AsSpan(0, 8));

    /// <summary>The secret itself, as a file or the environment holds it.</summary>
    internal string Text => Encoding.UTF8.GetString(_secret);

    /// <summary>A secret that lasts as long as the process, for tests and throw-away servers.</summary>
    public static ServerSecret CreateRandom() => new(RandomNumberGenerator.GetBytes(MinLength));

    /// <summary>
    /// From the environment; else from <c>server.secret</c> in the folder, which is made with mode 0600 when it is missing.
    /// </summary>
    public static ServerSecret LoadFromFolder(string folder)
    {
        if (FromEnvironment() is { } given)
        {
            return given;
        }

        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            CreateText().WriteToFolder(folder);
        }

        return FromFile(path);
    }

    /// <summary>What <see cref="LoadFromFolder"/> would give, without making one; null when there is none.</summary>
    public static ServerSecret? FindInFolder(string folder) =>
        FromEnvironment() ?? (Path.Combine(folder, FileName) is var path && File.Exists(path) ? FromFile(path) : null);

    /// <summary>What <see cref="LoadFromStoreAsync"/> would give, without making one; null when there is none.</summary>
    public static async Task<ServerSecret?> FindInStoreAsync(IJournalStore store, CancellationToken cancellationToken) =>
        FromEnvironment() ?? (await store.ReadDocumentAsync(Document.SecretKind, FileName, cancellationToken) is { } stored
            ? new ServerSecret(stored.Body.Span[1..^1]) : null);

    /// <summary>Keeps this secret in a folder that has none.</summary>
    public void WriteToFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(Path.Combine(folder, FileName), options);
        file.Write(_secret);
    }

    /// <summary>Keeps this secret in a store that has none; one that is there stays.</summary>
    public Task WriteToStoreAsync(IJournalStore store, TimeProvider time, CancellationToken cancellationToken) => store.WriteDocumentAsync(
        new Document(Document.SecretKind, FileName, time.GetUtcNow(), Encoding.UTF8.GetBytes('"' + Text + '"')), expectedRevision: 0,
        cancellationToken);

    /// <summary>
    /// From the environment; else from the store's own document, which is made when it is missing. Every process of a database
    /// agrees.
    /// </summary>
    public static async Task<ServerSecret> LoadFromStoreAsync(IJournalStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (FromEnvironment() is { } given)
        {
            return given;
        }

        await CreateText().WriteToStoreAsync(store, time, cancellationToken);
        var stored = await store.ReadDocumentAsync(Document.SecretKind, FileName, cancellationToken)
            ?? throw new JournalUnavailableException("The server secret could not be stored.");
        return new ServerSecret(stored.Body.Span[1..^1]);
    }

    /// <summary>32 bytes for one purpose.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(purpose));

    private static ServerSecret CreateText() =>
        new(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MinLength))));

    private static ServerSecret FromFile(string path) => FromText(File.ReadAllText(path).Trim());

    private static ServerSecret? FromEnvironment() =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text ? FromText(text) : null;

    private static ServerSecret FromText(string text)
    {
        try
        {
            return new(Encoding.UTF8.GetBytes(text));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(exception.Message.Split(" (Parameter '")[0], exception);
        }
    }
}
