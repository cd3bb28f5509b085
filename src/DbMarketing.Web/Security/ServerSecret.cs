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
    private const string DocumentKind = "secret";
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
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MinLength))));
        }

        return new ServerSecret(Encoding.ASCII.GetBytes(File.ReadAllText(path).Trim()));
    }

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

        var made = Encoding.ASCII.GetBytes('"' + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MinLength)) + '"');
        await store.WriteDocumentAsync(new Document(DocumentKind, FileName, time.GetUtcNow(), made), expectedRevision: 0,
            cancellationToken);
        var stored = await store.ReadDocumentAsync(DocumentKind, FileName, cancellationToken)
            ?? throw new JournalUnavailableException("The server secret could not be stored.");
        return new ServerSecret(stored.Body.Span[1..^1]);
    }

    /// <summary>32 bytes for one purpose.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(purpose));

    private static ServerSecret? FromEnvironment() =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text ? new ServerSecret(Encoding.UTF8.GetBytes(text))
            : null;
}
