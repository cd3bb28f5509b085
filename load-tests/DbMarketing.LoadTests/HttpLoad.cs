using System.Diagnostics;
using System.Net.Http.Headers;

namespace DbMarketing.LoadTests;

/// <summary>Posts bodies from a few senders at once for a while, each waiting for its answer before the next.</summary>
internal static class HttpLoad
{
    /// <summary>Requests answered each second, and the answering times in milliseconds, sorted.</summary>
    public static async Task<(double PerSecond, double[] Milliseconds)> RunAsync(
        HttpClient http, string path, int senders, TimeSpan length, Func<Random, byte[]> body, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, senders).Select(SendAsync));
        var all = times.SelectMany(one => one).Order().ToArray();
        return (all.Length / watch.Elapsed.TotalSeconds, all);

        async Task<List<double>> SendAsync(int sender)
        {
            await Task.Yield();
            var random = new Random(sender);
            var answered = new List<double>();
            while (watch.Elapsed < length)
            {
                using var content = new ByteArrayContent(body(random));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                var start = watch.Elapsed;
                using var response = await http.PostAsync(path, content, cancellationToken);
                response.EnsureSuccessStatusCode();
                answered.Add((watch.Elapsed - start).TotalMilliseconds);
            }

            return answered;
        }
    }
}
