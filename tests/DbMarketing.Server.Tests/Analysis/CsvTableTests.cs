using DbMarketing.Server.Analysis;

namespace DbMarketing.Server.Tests.Analysis;

public sealed class CsvTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Complete_PutsTheTableInItsPlace()
    {
        using (var table = new CsvTable(_folder.File("t.csv"), ["item", "count"]))
        {
            table.Add(["jam, \"red\"", "3"]);
            table.Complete();
        }

        Assert.Equal("item,count\n\"jam, \"\"red\"\"\",3\n", File.ReadAllText(_folder.File("t.csv")));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Dispose_OfAnIncompleteTable_LeavesTheEarlierOne()
    {
        File.WriteAllText(_folder.File("t.csv"), "earlier");
        using (var table = new CsvTable(_folder.File("t.csv"), ["item"]))
        {
            table.Add(["tea"]);
        }

        Assert.Equal("earlier", File.ReadAllText(_folder.File("t.csv")));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
