using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DbMarketing.Engine.Playbooks;

/// <summary>The form of playbook documents: camel case, durations as <c>30d</c>, Korean and other scripts as they are.</summary>
public static class PlaybookFormat
{
    /// <summary>
    /// Reads by reflection: generated readers forget the defaults of properties that are left out, and most of a playbook is left
    /// to its defaults.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>What a playbook document may hold, as the serializer, the shape check and the schema read it.</summary>
    public static JsonTypeInfo<Playbook> Shape { get; } = (JsonTypeInfo<Playbook>)Options.GetTypeInfo(typeof(Playbook));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { MakeNullableOptional } },
            Converters = { new DurationConverter(), new TimeOfDayConverter(), new InstantConverter() },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>What may be null may be left out, as of a record with parameters too.</summary>
    private static void MakeNullableOptional(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.IsRequired && property.IsGetNullable))
        {
            property.IsRequired = false;
        }
    }
}
