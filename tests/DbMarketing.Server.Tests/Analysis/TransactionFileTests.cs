using System.IO.Compression;
using System.Text;
using DbMarketing.Server.Analysis;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Tests.Analysis;

public sealed class TransactionFileTests : IDisposable
{
    private static readonly TransactionColumns s_named = new() { Customer = "who", Date = "when", Amount = "paid" };
    private static readonly TransactionColumns s_numbered = new() { Customer = "1", Date = "2", Amount = "3" };

    private readonly string _path = Path.GetTempFileName();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("who,when,paid\na,2026-01-05,1.5\n")]
    [InlineData("who;when;paid\na;20260105;1.5\n")]
    [InlineData("who\twhen\tpaid\na\t2026-01-05T10:00:00Z\t1.5\n")]
    [InlineData(" who  when   paid\n a  20260105   1.50\n")]
    [InlineData("paid,\"who\",when,more\r\n\r\n1.5, a ,2026-01-05,\r\n")]
    public void Read_FindsDelimiterAndColumns(string content)
    {
        var transaction = Assert.Single(Read(content, s_named));

        Assert.Equal(("a", new DateOnly(2026, 1, 5), 1.5m), (transaction.Customer, transaction.Day, transaction.Amount));
    }

    [Theory]
    [InlineData("a 20260105 1.5\nb 20260106 2\n", 2)]
    [InlineData("who when paid\na 20260105 1.5\n", 1)]
    [InlineData("7,20260105,1\n", 1)]
    public void Read_TellsAHeaderFromDataWhenColumnsAreNumbered(string content, int count) =>
        Assert.Equal(count, Read(content, s_numbered).Count);

    [Fact]
    public void Read_NamesBadLinesAndGoesOn()
    {
        var transactions = Read(
            "who,when,paid\na,2026-01-05,1\nb,soon,1\n,2026-01-05,1\nc,2026-01-05,much\nd,2026-01-05\ne,2026-01-05,2000000000000\nf,2026-01-06,2\n",
            s_named);

        Assert.Equal(["a", "f"], transactions.Select(transaction => transaction.Customer));
        Assert.Equal(
            [
                "line 3: value_unreadable: column 'when' is 'soon', a time as ISO 8601 is wanted",
                "line 4: value_unreadable: column 'who' is empty",
                "line 5: value_unreadable: column 'paid' is 'much', a number is wanted",
                "line 6: line_unreadable: the line has 2 fields, 3 are wanted",
                "line 7: value_unreadable: column 'paid' is '2000000000000', at most 1000000000000 is taken",
            ],
            _error.ToString().TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void Read_MultipliesTwoColumns()
    {
        var transactions = Read("who,when,n,price\na,2026-01-05,3,2.5\nb,2026-01-05,-1,2.5\n", s_named with { Amount = "n*price" });

        Assert.Equal([7.5m, -2.5m], transactions.Select(transaction => transaction.Amount));
    }

    [Fact]
    public void Read_TakesNoMoreThanTheColumnsAsked()
    {
        var transaction = Assert.Single(Read("order,item\n1,milk\n", new TransactionColumns { Order = "order", Item = "item" }));

        Assert.Equal(("1", "milk", "", null), (transaction.Order, transaction.Item, transaction.Customer, transaction.Amount));
    }

    [Fact]
    public void Read_TakesTheFormatsGiven()
    {
        var columns = s_named with { DateFormats = ["d.M.yyyy"] };

        Assert.Equal(new DateOnly(2026, 5, 1), Assert.Single(Read("who,when,paid\na,1.5.2026,1\n", columns)).Day);
    }

    [Fact]
    public void Read_OpensGzip()
    {
        using (var file = new GZipStream(File.Create(_path), CompressionLevel.Fastest))
        {
            file.Write(Encoding.UTF8.GetBytes("who,when,paid\na,2026-01-05,1\n"));
        }

        Assert.Single(ReadFile(s_named));
    }

    [Theory]
    [InlineData("who,when,paid\n", "no column 'spent'; it has who, when, paid", "spent")]
    [InlineData("who,when,paid\n", "no column 9; it has 3 columns", "9")]
    [InlineData("\n \n", "is empty", "paid")]
    public void Constructor_RefusesAFileThatLacksAColumn(string content, string reason, string amount)
    {
        var exception = Assert.Throws<CommandException>(() => Read(content, s_named with { Amount = amount }));

        Assert.Contains(reason, exception.Message);
    }

    public void Dispose() => File.Delete(_path);

    private List<Transaction> Read(string content, TransactionColumns columns)
    {
        File.WriteAllText(_path, content);
        return ReadFile(columns);
    }

    private List<Transaction> ReadFile(TransactionColumns columns)
    {
        using var rejects = new RejectReport(_error, null);
        using var file = new TransactionFile(_path, columns, rejects);
        return [.. file.Read(TestContext.Current.CancellationToken)];
    }
}
