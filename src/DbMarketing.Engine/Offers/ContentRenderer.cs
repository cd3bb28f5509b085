using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Offers;

/// <summary>Fills the content of decided offers for one customer. Pure.</summary>
public static class ContentRenderer
{
    /// <summary>
    /// Content of each of the decision's offers, in the same order. The language is the one asked for, else the customer's
    /// <c>language</c> attribute, else the playbook's first. Values are plain text: whoever puts them into HTML escapes them.
    /// </summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Render(Decision decision, CustomerState customer, ReferenceData reference) =>
        throw new NotSupportedException();
}
