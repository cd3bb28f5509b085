using System.Text.Json;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Web.Tests.Health;

public sealed class LimitsEndpointTests
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Web"] = typeof(WebOptions), ["Engine"] = typeof(EngineLimits), ["Projections"] = typeof(ProjectionOptions),
    };

    /// <summary>Goal: whoever sets what the answer names changes that limit. Method: each name is a property's of its section.</summary>
    [Fact]
    public async Task Limits_NameTheSettingThatChangesThem()
    {
        await using var server = await WebServer.StartAsync();

        var limits = (await server.GetAsync("/v1/limits")).GetProperty("limits").EnumerateArray().ToList();

        var settings = limits.Where(static limit => limit.TryGetProperty("setting", out _))
            .Select(static limit => limit.GetProperty("setting").GetString()!).ToList();
        Assert.All(settings, static setting =>
        {
            var parts = setting.Split("__");
            Assert.StartsWith("DBMARKETING_", parts[0], StringComparison.Ordinal);
            Assert.True(Sections[parts[0]["DBMARKETING_".Length..]].GetProperty(parts[1])?.CanWrite, setting);
        });
        Assert.Equal(settings.Count, settings.Distinct().Count());
        Assert.Equal("DBMARKETING_Web__MaxBodyBytes", SettingOf("bodyBytes"));
        Assert.Equal("DBMARKETING_Web__UnknownBodyTime", SettingOf("unknownBodyMs"));
        Assert.Equal("DBMARKETING_Engine__MailboxCommands", SettingOf("mailboxCommands"));
        Assert.Equal("DBMARKETING_Projections__MaxLag", SettingOf("projectionLagSeconds"));
        Assert.Null(SettingOf("messageIdLength"));

        string? SettingOf(string name) =>
            limits.Single(limit => limit.GetProperty("name").ValueEquals(name)).TryGetProperty("setting", out JsonElement setting)
                ? setting.GetString() : null;
    }
}
