using System.CommandLine;
using DbMarketing.Web.Hosting;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Commands;

/// <summary><c>keys create|list|revoke</c></summary>
internal static class KeysCommand
{
    public static Command Create(IStorageOptions storage)
    {
        var command = new Command("keys", "Makes, lists and revokes API keys.");
        command.Add(CreateCreate(storage));
        command.Add(CreateList(storage));
        command.Add(CreateRevoke(storage));
        return command;
    }

    private static Command CreateCreate(IStorageOptions storage)
    {
        var name = new Option<string?>("--name") { Description = "What the key is for; needed.", HelpName = "NAME" };
        var browser = new Option<bool>("--browser") { Description = "A key for web pages: writes and decides for its own visitor only." };
        var scopes = new Option<string?>("--scopes")
        {
            Description = "What it allows, of write,decide,read,admin; needed, but for a browser key.", HelpName = "LIST",
        };
        var origins = new Option<string?>("--origins") { Description = "Origins whose pages may use a browser key, ',' between them.",
            HelpName = "LIST" };
        var source = new Option<string?>("--source") { Description = "The source that its interactions carry.", HelpName = "NAME" };
        var test = new Option<bool>("--test") { Description = "Its customers are tests, left out of statistics." };
        var command = storage.AddTo(new Command("create", "Makes a key and shows it once."));
        foreach (var option in new Option[] { name, browser, scopes, origins, source, test })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            // What a key is for and what it allows is asked of whoever makes it: a default of either is found out too late.
            if (result.GetValue(name) is null || (result.GetValue(scopes) is null && !result.GetValue(browser)))
            {
                result.AddError(
                    "A key needs --name NAME, and --scopes LIST of write, decide, read and admin, or --browser with --origins LIST.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wish = new NewKey
            {
                Name = parsed.GetValue(name),
                Kind = parsed.GetValue(browser) ? KeyKind.Browser : KeyKind.Server,
                Scopes = Split(parsed.GetValue(scopes)),
                Origins = Split(parsed.GetValue(origins)),
                Source = parsed.GetValue(source),
                Test = parsed.GetValue(test),
            };
            if (KeyWish.FaultOf(wish) is { } fault)
            {
                throw new CommandException($"No key was made: {fault}");
            }

            var made = await WithKeysAsync(storage.Read(parsed), create: true, keys =>
                keys.CreateAsync(wish, cancellationToken), cancellationToken);
            var created = made.Created ?? throw new CommandException($"No key was made: {made.Fault}");
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"id              {created.Id}");
            await output.WriteLineAsync($"key             {created.Key}");
            await output.WriteLineAsync($"signing secret  {created.SigningSecret}");
            await output.WriteLineAsync("Keep them now: they are not shown again.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateList(IStorageOptions storage)
    {
        var command = storage.AddTo(new Command("list", "Lists the keys, without the keys themselves."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var listed =
                await WithKeysAsync(storage.Read(parsed), create: false, keys => keys.ListAsync(cancellationToken), cancellationToken);
            foreach (var key in listed)
            {
                var origins = key.Origins.Count == 0 ? "" : " for " + string.Join(",", key.Origins);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"{key.Id}  {key.Name}  {key.Kind.ToString().ToLowerInvariant()}  {string.Join(",", key.Scopes)}{origins}  "
                    + $"source {key.Source}{(key.Test ? ", test" : "")}  {key.CreatedAt:yyyy-MM-dd}");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateRevoke(IStorageOptions storage)
    {
        var id = new Argument<string>("ID") { Description = "The key's id, as list shows it." };
        var command = storage.AddTo(new Command("revoke", "Ends a key; a running server notices within seconds."));
        command.Add(id);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(id);
            var found = await WithKeysAsync(storage.Read(parsed), create: false, keys =>
                keys.RevokeAsync(name, cancellationToken), cancellationToken);
            if (!found)
            {
                throw new CommandException($"There is no key '{name}'; 'keys list' shows them.");
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Revoked {name}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<T> WithKeysAsync<T>(
        Storage storage, bool create, Func<KeyStore, Task<T>> act, CancellationToken cancellationToken)
    {
        // The first key of a server that is to listen outside loopback is made before its database is.
        var time = TimeProvider.System;
        await using var store = create ? storage.Open(time) : await storage.OpenExistingAsync(time, cancellationToken);
        await store.InitializeAsync(cancellationToken);
        var secret = await storage.LoadSecretAsync(store, time, cancellationToken);
        return await act(new KeyStore(store, secret, time));
    }

    private static string[]? Split(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
