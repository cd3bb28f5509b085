using System.Text.RegularExpressions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>
/// Every field that a condition may name: what it means, its type and unit, and what makes it change. Some come from the playbook
/// itself (its profile, purposes, channels); the last part of others is a name of the author's (a category, a context key).
/// </summary>
public sealed partial class FieldCatalogue
{
    /// <summary>What a category must be, for a message.</summary>
    internal const string CategoryPath =
        "a category path such as home.kitchen: 1 to 100 letters, digits, '_', '.', '-' and blanks, beginning with a letter or digit";

    private readonly Dictionary<string, BoundField> fixedFields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldFamily> families = new(StringComparer.Ordinal);
    private readonly List<Field> fields = [];

    /// <summary>The catalogue for a playbook's own profile fields, purposes, channels and time zone.</summary>
    public FieldCatalogue(Playbook playbook, TimeZoneInfo timeZone)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        ArgumentNullException.ThrowIfNull(timeZone);
        PurchaseFields.AddTo(this);
        VisitFields.AddTo(this, timeZone);
        PersonFields.AddTo(this, playbook, timeZone);
        PopulationFields.AddTo(this, playbook);
        LifetimeFields.AddTo(this);
        LagFields.AddTo(this, playbook.Lag?.Categories ?? [], timeZone);
    }

    /// <summary>Whether a text may stand as the last part of a field's name.</summary>
    internal static bool IsOwnName(string text) => OwnName().IsMatch(text);

    /// <summary>All fields, families once with their last part in angle brackets, in the order of the documentation.</summary>
    public IReadOnlyList<Field> Fields => fields;

    internal void Add(BoundField field)
    {
        if (fixedFields.TryAdd(field.Field.Name, field))
        {
            fields.Add(field.Field);
        }
    }

    /// <summary>Adds fields that share all of their name but its last part.</summary>
    internal void AddFamily(Field field, FieldFamily family)
    {
        families.Add(field.Name[..(field.Name.IndexOf('<', StringComparison.Ordinal))], family);
        fields.Add(field);
    }

    /// <summary>The field of that name, or null with the reason why there is none.</summary>
    internal (BoundField? Field, string? Reason) Bind(string name, int? withinDays)
    {
        if (fixedFields.TryGetValue(name, out var found))
        {
            return (found, null);
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !families.TryGetValue(name[..(dot + 1)], out var family))
        {
            var names = fixedFields.Keys.Concat(families.SelectMany(f => f.Value.Names?.Select(n => f.Key + n) ?? [f.Key]));
            return (null, $"'{name}' is not a field of the catalogue" + NearestName.Hint(name, names));
        }

        var last = name[(dot + 1)..];
        if (family.Names is { } closed && !closed.Contains(last))
        {
            var known = closed.Count == 0 ? "; the playbook declares none" : NearestName.Hint(last, closed);
            return (null, $"'{last}' in '{name}' is not {family.What}{known}");
        }

        return OwnName().IsMatch(last) ? (family.Bind(name, last, withinDays), null) : (null, $"'{last}' in '{name}' is not {family.What}");
    }

    /// <summary>The playbook's section that declares the field, and its id there; null for a field that every playbook has.</summary>
    internal (string Section, string Id)? DeclarationOf(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot >= 0 && families.TryGetValue(name[..(dot + 1)], out var family) && family.Section is { } section
            ? (section, name[(dot + 1)..])
            : null;
    }

    /// <summary>Texts of the author's own, as a category path or a context key.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N}_.\- ]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();
}

/// <summary>Fields that share all of their name but its last part.</summary>
/// <param name="What">What the last part must be, for a message.</param>
/// <param name="Names">The last parts that exist; null when authors choose them.</param>
/// <param name="Bind">Binds a field by full name, last part and the days of its <c>within</c>.</param>
/// <param name="Section">The section of the playbook that declares the last parts; null when none does.</param>
internal sealed record FieldFamily(
    string What, IReadOnlyList<string>? Names, Func<string, string, int?, BoundField> Bind, string? Section = null);
