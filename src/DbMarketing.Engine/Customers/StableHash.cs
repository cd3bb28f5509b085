using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Customers;

/// <summary>64 bits of SHA-256: the same on every machine and in every version, because snapshots keep them.</summary>
internal static class StableHash
{
    public static ulong Message(string source, string messageId) => Of('m', source, messageId);

    public static ulong Order(string orderId) => Of('o', orderId, "");

    public static ulong Request(string requestId) => Of('r', requestId, "");

    public static ulong Reservation(string decisionId, string offerId) => Of('v', decisionId, offerId);

    public static ulong Identifier(Identifier identifier, CustomerKey customer) =>
        Of('i', $"{identifier.Kind}:{identifier.Value}", customer.ToString());

    private static ulong Of(char purpose, string first, string second)
    {
        // Lengths are bounded by validation; three bytes hold any UTF-16 unit.
        var size = 2 + ((first.Length + second.Length) * 3);
        byte[]? rented = null;
        var buffer = size <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(size);
        buffer[0] = (byte)purpose;
        var length = 1 + Encoding.UTF8.GetBytes(first, buffer[1..]);
        buffer[length++] = 0;
        length += Encoding.UTF8.GetBytes(second, buffer[length..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], digest);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
