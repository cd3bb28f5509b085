using System.Buffers;
using DbMarketing.Engine.Engines;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace DbMarketing.Silo.Grains;

/// <summary>
/// How calls and replies cross silos: as the bytes that the engine makes of them, encoded once. Within a silo nothing is copied: neither
/// side changes what it handed over.
/// </summary>
[RegisterSerializer]
internal sealed class CallEnvelopeCodec : IFieldCodec<CallEnvelope>
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, CallEnvelope value)
        where TBufferWriter : IBufferWriter<byte>
    {
        var bytes = EnvelopeBytes.Rent();
        value.WriteTo(bytes);
        EnvelopeBytes.WriteField(ref writer, fieldIdDelta, expectedType, typeof(CallEnvelope), bytes);
    }

    public CallEnvelope ReadValue<TInput>(ref Reader<TInput> reader, Field field) =>
        CallEnvelope.Read(EnvelopeBytes.ReadField(ref reader, field));
}

/// <inheritdoc cref="CallEnvelopeCodec"/>
[RegisterSerializer]
internal sealed class ReplyEnvelopeCodec : IFieldCodec<ReplyEnvelope>
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, ReplyEnvelope value)
        where TBufferWriter : IBufferWriter<byte>
    {
        var bytes = EnvelopeBytes.Rent();
        value.WriteTo(bytes);
        EnvelopeBytes.WriteField(ref writer, fieldIdDelta, expectedType, typeof(ReplyEnvelope), bytes);
    }

    public ReplyEnvelope ReadValue<TInput>(ref Reader<TInput> reader, Field field) =>
        ReplyEnvelope.Read(EnvelopeBytes.ReadField(ref reader, field));
}

[RegisterCopier]
internal sealed class CallEnvelopeCopier : IDeepCopier<CallEnvelope>
{
    public CallEnvelope DeepCopy(CallEnvelope input, CopyContext context) => input;
}

[RegisterCopier]
internal sealed class ReplyEnvelopeCopier : IDeepCopier<ReplyEnvelope>
{
    public ReplyEnvelope DeepCopy(ReplyEnvelope input, CopyContext context) => input;
}

/// <summary>Length-prefixed bytes as one field.</summary>
internal static class EnvelopeBytes
{
    /// <summary>A buffer that grew beyond this is not kept by its thread.</summary>
    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_bytes;

    /// <summary>This thread's buffer, empty. Whoever rents it is done with it before the thread serialises anything else.</summary>
    public static ArrayBufferWriter<byte> Rent()
    {
        var bytes = t_bytes is { Capacity: <= KeptBytes } kept ? kept : t_bytes = new ArrayBufferWriter<byte>(4 * 1024);
        bytes.ResetWrittenCount();
        return bytes;
    }

    public static void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, Type type, ArrayBufferWriter<byte> bytes)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, type, WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)bytes.WrittenCount);
        writer.Write(bytes.WrittenSpan);
    }

    public static byte[] ReadField<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        return reader.ReadBytes(reader.ReadVarUInt32());
    }
}
