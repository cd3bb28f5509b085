namespace DbMarketing.Web.Tests;

/// <summary>Waits for what follows a commit by itself, such as a merge.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }
}
