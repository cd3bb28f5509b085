using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Tests.Customers;

namespace DbMarketing.Engine.Tests.Interactions;

/// <summary>One interaction of each kind with every field set, made by reflection so that a new kind or field is among them.</summary>
internal static class EveryKind
{
    /// <summary>What each text holds, before its field's name.</summary>
    public const string Mark = "text of ";

    public static IEnumerable<Interaction> Make(Func<Dictionary<string, JsonElement>> fields)
    {
        var kinds = typeof(Interaction).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(static kind => kind.DerivedType);
        foreach (var kind in kinds)
        {
            var interaction = (Interaction)RuntimeHelpers.GetUninitializedObject(kind);
            foreach (var property in kind.GetProperties().Where(static property => property.CanWrite))
            {
                property.SetValue(interaction, ValueOf(property, fields));
            }

            yield return interaction;
        }
    }

    private static object ValueOf(PropertyInfo property, Func<Dictionary<string, JsonElement>> fields)
    {
        var line = new ProductLine("p1", 1, 2, Mark + "Category", Mark + "Name");
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when property.Name == nameof(Interaction.Address) => "203.0.113.77",
            _ when type == typeof(string) => Mark + property.Name,
            _ when type == typeof(DateTimeOffset) => InteractionSets.Start,
            _ when type == typeof(decimal) => 1m,
            _ when type == typeof(long) => 1L,
            _ when type == typeof(bool) => true,
            { IsEnum: true } => Enum.ToObject(type, 1),
            _ when type == typeof(ProductLine) => line,
            _ when type == typeof(IReadOnlyList<ProductLine>) => new[] { line },
            _ when type.IsAssignableFrom(typeof(Dictionary<string, JsonElement>)) => fields(),
            _ => throw new NotSupportedException($"{property.DeclaringType!.Name}.{property.Name} is of a type that is not made here."),
        };
    }
}
