using System.Runtime.InteropServices;
using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Lifetime;

/// <summary>The customers whose first purchases lie near each other, and what those of each first day have brought: saved as one.</summary>
internal sealed class SpanBlock
{
    private const byte Format = 1;

    private readonly Dictionary<PurchaseSpan, int> _customers = [];
    private readonly Dictionary<int, decimal> _revenue = [];

    /// <summary>Cells in use.</summary>
    public int Cells => _customers.Count;

    public IEnumerable<KeyValuePair<PurchaseSpan, int>> Customers => _customers;

    /// <summary>Net revenue by first day, base currency.</summary>
    public IEnumerable<KeyValuePair<int, decimal>> Revenue => _revenue;

    public void Add(PurchaseSpan span, int customers)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_customers, span, out _);
        count += customers;
        if (count == 0)
        {
            _customers.Remove(span);
        }
    }

    public void AddRevenue(int first, decimal amount)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_revenue, first, out _);
        sum += amount;
        if (sum == 0)
        {
            _revenue.Remove(first);
        }
    }

    /// <summary>The block as bytes; equal blocks are equal bytes.</summary>
    /// <param name="coarseness">How often days were joined.</param>
    public byte[] Encode(int coarseness) => CountsCodec.Write(Format, writer =>
    {
        writer.Write7BitEncodedInt(coarseness);
        writer.Write7BitEncodedInt(_customers.Count);
        foreach (var (span, count) in _customers.OrderBy(static pair => pair.Key, PurchaseSpan.InOrder))
        {
            writer.Write7BitEncodedInt(span.First);
            writer.Write7BitEncodedInt(span.Last - span.First);
            writer.Write7BitEncodedInt(span.Repeats);
            writer.Write7BitEncodedInt(count);
        }

        writer.Write7BitEncodedInt(_revenue.Count);
        foreach (var (first, sum) in _revenue.OrderBy(static pair => pair.Key))
        {
            writer.Write7BitEncodedInt(first);
            writer.Write(CountsCodec.WithoutTrailingZeros(sum));
        }
    });

    /// <exception cref="InvalidDataException">The bytes are damaged or of another format.</exception>
    public static (SpanBlock Block, int Coarseness) Decode(byte[] bytes) => CountsCodec.Read(bytes, Format, static reader =>
    {
        var block = new SpanBlock();
        var coarseness = reader.Read7BitEncodedInt();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var first = reader.Read7BitEncodedInt();
            block.Add(new(first, first + reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()), reader.Read7BitEncodedInt());
        }

        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            block.AddRevenue(reader.Read7BitEncodedInt(), reader.ReadDecimal());
        }

        return coarseness is >= 0 and <= SpanCounts.Coarsest
            ? (block, coarseness)
            : throw new InvalidDataException($"Stored days were joined {coarseness} times; {SpanCounts.Coarsest} times is the most.");
    });
}
