using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Projections;
using DbMarketing.Testing;

namespace DbMarketing.Web.Tests.Pages;

/// <summary>The console has words, in each of its languages, for everything that the server names by a code.</summary>
public sealed class ConsoleTextsTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public void Console_HasAWordForEveryKind(string language)
    {
        var file = Path.Combine(RepositoryPaths.Root, "src", "console", "src", "locales", language + ".json");
        using var texts = JsonDocument.Parse(File.ReadAllBytes(file));

        var missing = Kinds().Where(kind => !Has(texts.RootElement, kind)).ToList();

        Assert.True(missing.Count == 0, $"{file} has no {string.Join(", ", missing)}.");
    }

    private static IEnumerable<string> Kinds() =>
    [
        .. CodesOf<DecisionStage>("funnel"),
        .. CodesOf<ContactOutcome>("outcome"),
        .. CodesOf<VerdictKind>("verdict"),
        .. CodesOf<LagStage>("stage"),
        .. CodesOf<RuleKind>("rules"),
        .. CodesOf<FieldClass>("segments.class"),
        .. CodesOf<FitOccasion>("lifetime.occasion"),
        .. CodesOf<ProjectionRole>("projections.role"),
        .. CodesOf<ConditionOperator>("condition.op"),
        .. CodesOf<CartChange>("interaction").Select(static code => "interaction.cart" + char.ToUpperInvariant(code[12]) + code[13..]),
        // A change of the bag is called by what changed, a custom one by its own name; a review is shown as changes of segments.
        .. DerivedOf<Interaction>("interaction").Except(["interaction.cartChanged", "interaction.custom"]),
        .. DerivedOf<Entry>("entry").Except(["entry.recorded", "entry.reviewed"]),
        "entry.segmentEntered", "entry.segmentLeft",
    ];

    /// <summary>The codes of an enumeration but for its zero, which stands for none.</summary>
    private static IEnumerable<string> CodesOf<T>(string group) where T : struct, Enum =>
        typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => Convert.ToInt32(field.GetValue(null)) != 0)
            .Select(field => $"{group}.{field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name}");

    private static IEnumerable<string> DerivedOf<T>(string group) =>
        typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(derived => $"{group}.{derived.TypeDiscriminator}");

    private static bool Has(JsonElement texts, string path)
    {
        var place = texts;
        return path.Split('.').All(part => place.TryGetProperty(part, out place)) && place.GetString() is { Length: > 0 };
    }
}
