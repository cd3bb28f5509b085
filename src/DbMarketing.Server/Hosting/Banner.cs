namespace DbMarketing.Server.Hosting;

/// <summary>What a user sees when the server is ready.</summary>
internal static class Banner
{
    public static void Write(TextWriter output, IEnumerable<string> urls, ServeOptions options, EngineHost engine)
    {
        var url = urls.First().Replace("[::]", "localhost", StringComparison.Ordinal).TrimEnd('/');
        var playbook = engine.Reference.Current.Playbook;
        output.WriteLine($"DbMarketing serves on {string.Join(", ", urls)}");
        output.WriteLine($"  journal    {options.Storage.Describe()}");
        output.WriteLine($"  playbook   {playbook.Source.Name}, version {playbook.Version}, {playbook.Source.Offers.Count} offers");
        if (engine.Notice is { } notice)
        {
            output.WriteLine($"             {notice}");
        }

        if (options.Demo is { } demo)
        {
            output.WriteLine($"  demo       {demo.Rate} interactions a second from {demo.People} invented people");
        }

        output.WriteLine();
        output.WriteLine($"  overview   {url}/");
        output.WriteLine($"  shop       {url}/shop");
        output.WriteLine($"  desk       {url}/desk{(options.Demo is null ? "" : "?phone=010-1234-5678")}");
        output.WriteLine($"  API        {url}/docs");
        output.WriteLine();
        output.WriteLine("Ctrl+C stops it; nothing that was acknowledged is lost.");
        output.Flush();
    }
}
