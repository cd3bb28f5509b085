using System.Buffers;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// A call on its way to the customer's process: the call itself when that is this one, its bytes otherwise. One type for the whole
/// family, which is what a cluster's serialiser wants.
/// </summary>
public readonly record struct CallEnvelope(CustomerCall Call)
{
    public void WriteTo(IBufferWriter<byte> output) => CallCodec.WriteCall(output, Call);

    /// <summary>Reads what <see cref="WriteTo"/> wrote, or throws <see cref="InvalidDataException"/>.</summary>
    public static CallEnvelope Read(ReadOnlySpan<byte> utf8) => new(CallCodec.ReadCall(utf8));
}

/// <summary>What a call came to, on its way back.</summary>
public readonly record struct ReplyEnvelope(CallReply Reply)
{
    public void WriteTo(IBufferWriter<byte> output) => CallCodec.WriteReply(output, Reply);

    /// <summary>Reads what <see cref="WriteTo"/> wrote, or throws <see cref="InvalidDataException"/>.</summary>
    public static ReplyEnvelope Read(ReadOnlySpan<byte> utf8) => new(CallCodec.ReadReply(utf8));
}
