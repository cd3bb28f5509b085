using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DbMarketing.Engine.Playbooks;

/// <summary>The summaries that the compiler wrote beside the assembly; nothing where that file is not shipped.</summary>
internal sealed partial class DocumentationSummaries
{
    private readonly Dictionary<string, string> texts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the documentation file of this assembly.</summary>
    public static DocumentationSummaries Read()
    {
        var read = new DocumentationSummaries();
        var path = Path.Combine(AppContext.BaseDirectory, "DbMarketing.Engine.xml");
        if (!File.Exists(path))
        {
            return read;
        }

        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            var name = member.Attribute("name")!.Value;
            read.Add(name, member.Element("summary"));

            // A positional record documents its properties as parameters of the type.
            foreach (var parameter in member.Elements("param").Where(_ => name.StartsWith("T:", StringComparison.Ordinal)))
            {
                read.Add($"P:{name[2..]}.{parameter.Attribute("name")!.Value}", parameter);
            }
        }

        return read;
    }

    public string? OfType(Type type) => texts.GetValueOrDefault("T:" + type.FullName);

    /// <summary>The summary of a property by its JSON name, which differs from the C# name in the case of its first letter.</summary>
    public string? OfProperty(Type owner, string jsonName) => texts.GetValueOrDefault($"P:{owner.FullName}.{jsonName}");

    private void Add(string name, XElement? text)
    {
        if (text is null)
        {
            return;
        }

        foreach (var reference in text.Descendants().Where(element => element.Attribute("cref") is not null).ToList())
        {
            reference.ReplaceWith(new XText(reference.Attribute("cref")!.Value.Split('.')[^1]));
        }

        texts.TryAdd(name, Blanks().Replace(text.Value, " ").Trim());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
