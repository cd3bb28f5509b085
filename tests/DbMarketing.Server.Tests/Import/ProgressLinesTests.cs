using DbMarketing.Server.Import;

namespace DbMarketing.Server.Tests.Import;

public sealed class ProgressLinesTests
{
    [Fact]
    public void Tell_WritesEachPercentOnce()
    {
        using var log = new StringWriter();
        var lines = new ProgressLines(log);
        foreach (var share in (double[])[0, 0.004, 0.021, 0.0215, 0.5, 0.5, 1, 1])
        {
            lines.Tell(share);
        }

        Assert.Equal(
            ["2 % of the file is read", "50 % of the file is read", "100 % of the file is read"],
            log.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
