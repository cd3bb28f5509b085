using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Security;

/// <summary>
/// The API keys, as documents of the store. Look-ups are cached for <see cref="CacheTime"/>, so a revoked key works at most that
/// much longer on another process; on this one it ends at once. Thread-safe.
/// </summary>
public sealed class KeyStore(IJournalStore store, ServerSecret secret, TimeProvider time)
{
    public const int MaxKeys = 1_000;
    public static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(5);
    private const string Kind = "key";
    private const string NeededKind = "keysNeeded";
    private const string NeededId = "since";
    private const int MaxCached = 4_096;
    private readonly ConcurrentDictionary<string, Cached> _cache = new(StringComparer.Ordinal);
    private volatile AnyKey? _any;

    /// <summary>Makes a key, or says what is wrong with the wish.</summary>
    public async Task<KeyCreation> CreateAsync(NewKey wish, CancellationToken cancellationToken)
    {
        if (KeyWish.FaultOf(wish) is { } fault)
        {
            return new KeyCreation(null, fault);
        }

        var existing = await store.ReadDocumentsAsync(Kind, MaxKeys, cancellationToken);
        if (existing.Count >= MaxKeys)
        {
            return new KeyCreation(null, $"There are {existing.Count} keys; the limit is {MaxKeys}. Revoke one first.");
        }

        var now = time.GetUtcNow();
        var id = "k" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var key = $"dbm_{id}_{Base64Url.Encode(RandomNumberGenerator.GetBytes(24))}";
        var stored = new ApiKey
        {
            Id = id,
            Name = KeyWish.NameOf(wish, now),
            Kind = wish.Kind,
            Scopes = KeyWish.ScopesOf(wish),
            Origins = wish.Origins ?? [],
            Source = wish.Source ?? (wish.Kind == KeyKind.Browser ? "web" : "server"),
            Test = wish.Test,
            CreatedAt = now,
            Hash = HashOf(key),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(stored, WebJson.Default.ApiKey);
        await store.WriteDocumentAsync(new Document(Kind, id, stored.CreatedAt, body), expectedRevision: 0, cancellationToken);
        _any = null;
        _cache.TryRemove(id, out _);
        return new KeyCreation(new CreatedKey(id, key, SigningSecretOf(id)), null);
    }

    /// <summary>All keys, without their hashes.</summary>
    public async Task<IReadOnlyList<ListedKey>> ListAsync(CancellationToken cancellationToken)
    {
        var documents = await store.ReadDocumentsAsync(Kind, MaxKeys, cancellationToken);
        return [.. documents.Select(Read).OrderBy(k => k.CreatedAt)
            .Select(k => new ListedKey(k.Id, k.Name, k.Kind, k.Scopes, k.Origins, k.Source, k.Test, k.CreatedAt))];
    }

    /// <summary>Ends a key; false when there is none of that id.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id) || await store.ReadDocumentAsync(Kind, id, cancellationToken) is null)
        {
            return false;
        }

        // Kept for ever: a server that needed keys does not open itself to everybody when its last one is revoked.
        await store.WriteDocumentAsync(new Document(NeededKind, NeededId, time.GetUtcNow(), "true"u8.ToArray()), null, cancellationToken);
        await store.DeleteDocumentAsync(Kind, id, cancellationToken);
        _cache.TryRemove(id, out _);
        _any = null;
        return true;
    }

    /// <summary>The key's record, or null for a text that is no key of ours.</summary>
    public async ValueTask<ApiKey?> AuthenticateAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length > 128 || key.Split('_', 3) is not ["dbm", var id, _])
        {
            return null;
        }

        var found = await FindAsync(id, cancellationToken);
        return found is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(found.Hash), Encoding.ASCII.GetBytes(HashOf(key)))
            ? found
            : null;
    }

    /// <summary>The key of an id, or null.</summary>
    public async ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id))
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (_cache.TryGetValue(id, out var cached) && cached.Until > now)
        {
            return cached.Key;
        }

        var document = await store.ReadDocumentAsync(Kind, id, cancellationToken);
        var key = document is null ? null : Read(document);
        if (_cache.Count >= MaxCached)
        {
            // Made-up ids fill it as well as real ones, so it is emptied rather than sorted.
            _cache.Clear();
        }

        _cache[id] = new Cached(key, now + CacheTime);
        return key;
    }

    /// <summary>Whether the store holds a key, or held one that was revoked: then requests need one.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_any is { } known && known.Until > now)
        {
            return known.Value;
        }

        var any = await AnyAsync(store, cancellationToken);
        _any = new AnyKey(any, now + CacheTime);
        return any;
    }

    /// <summary>The same, as a store says now.</summary>
    public static async Task<bool> AnyAsync(IJournalStore store, CancellationToken cancellationToken) =>
        (await store.ReadDocumentsAsync(Kind, 1, cancellationToken)).Count > 0
            || await store.ReadDocumentAsync(NeededKind, NeededId, cancellationToken) is not null;

    /// <summary>What the shop's back end signs customer tokens with, under this key.</summary>
    public string SigningSecretOf(string id) => Base64Url.Encode(secret.Derive("customer-token:" + id));

    /// <summary>Anything else names no key, and may be text that a database does not take.</summary>
    private static bool IsId(string id) => id.Length is > 0 and <= 32 && id.All(char.IsAsciiLetterOrDigit);

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static ApiKey Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, WebJson.Default.ApiKey)!;

    private sealed record Cached(ApiKey? Key, DateTimeOffset Until);

    private sealed record AnyKey(bool Value, DateTimeOffset Until);
}

/// <summary>A made key, or why none was made.</summary>
public sealed record KeyCreation(CreatedKey? Created, string? Fault);
