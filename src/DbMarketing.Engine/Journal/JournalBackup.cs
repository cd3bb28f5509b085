using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// A whole journal as one file: gzip, one JSON value a line; a header, then one array for each row (the table's name, then its values in
/// the table's order), then a line that counts them. The same for every storage, so a backup of one can be restored into another.
/// Leases are not part of it, nor is the secret that tokens derive from, unless it is asked for; the header says which secret it was.
/// </summary>
public static class JournalBackup
{
    private const string Format = "dbmarketing-backup";
    private const int Version = 1;
    private const int RowsPerInsert = 100;
    private const string SecretMark = "secretMark";
    private const string SecretText = "secret";

    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes what is committed now, while the journal is in use. Returns the number of rows, all tables together.</summary>
    public static async Task<long> WriteAsync(
        IJournalStore store, Stream destination, BackupSecret secret, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAllAsync(store, destination, secret, time, cancellationToken);
        }
        catch (DbException exception)
        {
            throw new JournalUnavailableException("The database failed during the backup: " + exception.Message, exception);
        }
    }

    /// <summary>
    /// Fills an empty journal from a backup, all or nothing. Throws <see cref="InvalidDataException"/> for a file that is no whole backup
    /// or is of a newer version, and <see cref="InvalidOperationException"/> when the journal is not empty.
    /// </summary>
    public static async Task<RestoredBackup> RestoreAsync(IJournalStore store, Stream source, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken);
        try
        {
            return await RestoreAllAsync(store, source, cancellationToken);
        }
        catch (DbException exception)
        {
            throw new JournalUnavailableException(
                "The database failed during the restore, which was taken back: " + exception.Message, exception);
        }
    }

    private static async Task<long> WriteAllAsync(
        IJournalStore store, Stream destination, BackupSecret secret, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var tables = await Tables(store).OpenForBackupAsync(cancellationToken);
        await using var packed = new GZipStream(destination, CompressionLevel.Fastest, leaveOpen: true);
        await using var buffered = new BufferedStream(packed, 1 << 16);
        await using var json = new Utf8JsonWriter(buffered, Compact);
        WriteLine(json, buffered, () =>
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteNumber("schema", JournalSchema.Version);
            json.WriteString("at", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            WriteSecret(json, secret);
            json.WriteEndObject();
        });

        long rows = 0;
        foreach (var table in tables.Tables)
        {
            await using var command = tables.Command(table.Select);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            for (; await reader.ReadAsync(cancellationToken); rows++)
            {
                WriteLine(json, buffered, () => WriteRow(json, table, reader));
            }
        }

        WriteLine(json, buffered, () =>
        {
            json.WriteStartObject();
            json.WriteNumber("rows", rows);
            json.WriteEndObject();
        });
        return rows;
    }

    private static void WriteSecret(Utf8JsonWriter json, BackupSecret secret)
    {
        if (secret.Mark is { } mark)
        {
            json.WriteString(SecretMark, mark);
        }

        if (secret.Text is { } text)
        {
            json.WriteString(SecretText, text);
        }
    }

    private static async Task<RestoredBackup> RestoreAllAsync(IJournalStore store, Stream source, CancellationToken cancellationToken)
    {
        await using var tables = await Tables(store).OpenForRestoreAsync(cancellationToken);
        await ThrowIfNotEmptyAsync(tables, cancellationToken);
        var byName = tables.Tables.ToDictionary(static table => table.Name);
        using var reader = new StreamReader(new GZipStream(source, CompressionMode.Decompress, leaveOpen: true), Encoding.UTF8);
        var secret = await ReadHeaderAsync(reader, cancellationToken);

        long rows = 0;
        await using var insert = new BackupInsert(tables, RowsPerInsert);
        try
        {
            while (await ReadLineAsync(reader, cancellationToken) is { } line)
            {
                using var document = JsonDocument.Parse(line);
                var value = document.RootElement;
                if (value.ValueKind == JsonValueKind.Object)
                {
                    await insert.FlushAsync(cancellationToken);
                    ThrowUnlessWhole(value.GetProperty("rows").GetInt64(), rows);
                    await tables.CommitAsync(cancellationToken);
                    return new RestoredBackup(rows, secret);
                }

                var name = value[0].GetString()!;
                var table = byName.GetValueOrDefault(name)
                    ?? throw new InvalidDataException(
                        $"Line {rows + 2} of the backup names the table '{name}', which this version does not know.");
                await insert.AddAsync(table, value, cancellationToken);
                rows++;
            }
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"Line {rows + 2} of the backup cannot be read: {exception.Message}", exception);
        }

        throw new InvalidDataException(
            $"The backup ends after {rows} rows without its last line: the file was cut off or damaged. Nothing was restored.");
    }

    /// <summary>The next line; null where the file ends, be it as gzip ends or not.</summary>
    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static IJournalTables Tables(IJournalStore store) => store as IJournalTables
        ?? throw new NotSupportedException($"A {store.GetType().Name} has nothing to back up: it is gone with its process.");

    private static void WriteLine(Utf8JsonWriter json, Stream stream, Action write)
    {
        json.Reset();
        write();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void WriteRow(Utf8JsonWriter json, JournalTable table, DbDataReader reader)
    {
        json.WriteStartArray();
        json.WriteStringValue(table.Name);
        for (var column = 0; column < table.Texts.Count; column++)
        {
            if (table.Texts[column])
            {
                json.WriteStringValue(reader.GetString(column));
            }
            else
            {
                json.WriteNumberValue(Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture));
            }
        }

        json.WriteEndArray();
    }

    private static async Task<BackupSecret> ReadHeaderAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        int version;
        BackupSecret secret;
        try
        {
            using var header = JsonDocument.Parse(await reader.ReadLineAsync(cancellationToken) ?? "");
            version = header.RootElement.GetProperty("format").ValueEquals(Format)
                ? header.RootElement.GetProperty("version").GetInt32()
                : throw new KeyNotFoundException($"The format is not '{Format}'.");
            secret = new(TextOf(header.RootElement, SecretMark), TextOf(header.RootElement, SecretText));
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException("The file is no backup of a journal.", exception);
        }

        if (version > Version)
        {
            throw new InvalidDataException(
                $"The backup is of version {version}; this program reads up to {Version}. Use the newer program.");
        }

        return secret;
    }

    private static string? TextOf(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task ThrowIfNotEmptyAsync(JournalTables tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Tables.Where(static table => table.Name != "lanes"))
        {
            await using var command = tables.Command($"SELECT count(*) FROM (SELECT 1 FROM {table.Target} LIMIT 1) AS first");
            if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0)
            {
                throw new InvalidOperationException(
                    "The database is not empty. Restore into a new folder or database, or reset this one first.");
            }
        }

        await using var clear = tables.Command($"DELETE FROM {tables.Tables.Single(static table => table.Name == "lanes").Target}");
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void ThrowUnlessWhole(long expected, long rows)
    {
        if (expected != rows)
        {
            throw new InvalidDataException($"The backup counts {expected} rows, but {rows} were read. Nothing was restored.");
        }
    }
}
