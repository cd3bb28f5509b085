namespace DbMarketing.Engine.Counting;

/// <summary>The frame of stored counts: a byte for the format, then numbers of variable length.</summary>
internal static class CountsCodec
{
    public static byte[] Write(byte format, Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(format);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are damaged or of another format.</exception>
    public static T Read<T>(byte[] bytes, byte format, Func<BinaryReader, T> read)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = new BinaryReader(stream);
        try
        {
            if (reader.ReadByte() is var found && found != format)
            {
                throw new InvalidDataException($"The stored counts have the format {found}; {format} is wanted.");
            }

            var value = read(reader);
            return stream.Position == stream.Length ? value : throw new InvalidDataException("Bytes follow the stored counts.");
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("The stored counts are cut off or damaged.", exception);
        }
    }

    /// <summary>A decimal remembers how many digits were added up to it, and equal counts are to be equal bytes.</summary>
    public static decimal WithoutTrailingZeros(decimal amount) => amount / 1.0000000000000000000000000000m;
}
