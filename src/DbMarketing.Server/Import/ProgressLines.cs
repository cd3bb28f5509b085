namespace DbMarketing.Server.Import;

/// <summary>How far an import has read, for a log: a line for each percent of the file, and so a hundred at most.</summary>
internal sealed class ProgressLines(TextWriter log)
{
    private int _told;

    /// <summary>Tells a share of the file, 0 to 1, unless that percent was told before.</summary>
    public void Tell(double share)
    {
        var percent = (int)(share * 100);
        if (percent > _told)
        {
            _told = percent;
            log.WriteLine($"{percent} % of the file is read");
        }
    }
}
