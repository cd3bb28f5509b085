using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DbMarketing.Server.Commands;

/// <summary>A number that an option takes: from where to where, and whether it must be whole.</summary>
/// <param name="Max">The greatest that is taken.</param>
/// <param name="Min">The least that is taken; null for anything above 0.</param>
internal sealed record NumberRange(double Max = double.MaxValue, double? Min = null, bool Whole = false)
{
    /// <summary>The number; null for anything else.</summary>
    public double? Read(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && (Min is { } least ? number >= least : number > 0) && number <= Max && (!Whole || number == Math.Floor(number))
            ? number : null;

    /// <summary>What is wrong with a text that is no such number.</summary>
    /// <param name="name">Of the option or setting.</param>
    /// <param name="what">What the number is called in the help.</param>
    public string Fault(string name, string text, string what)
    {
        var from = Min is { } least ? FormattableString.Invariant($"from {least}") : "above 0";
        var to = Max < double.MaxValue ? FormattableString.Invariant($"{(Min is null ? " and up" : "")} to {Max}") : "";
        return $"{name} '{text}': {what} must be a {(Whole ? "whole " : "")}number {from}{to}.";
    }

    /// <param name="name">Such as <c>--rate</c>.</param>
    /// <param name="what">What the number is called in the help.</param>
    /// <param name="description">For the help.</param>
    public Option<double?> Option(string name, string what, string description) => new(name)
    {
        HelpName = what,
        Description = description,
        CustomParser = given =>
        {
            if (given.Tokens is not [var token])
            {
                return null;
            }

            if (Read(token.Value) is not { } number)
            {
                given.AddError(Fault(name, token.Value, what));
                return null;
            }

            return number;
        },
    };

    /// <summary>The number as given, for checks of a whole command; null where it is none of the range, as the option says.</summary>
    public double? Given(CommandResult result, Option<double?> option) =>
        result.GetResult(option)?.Tokens is [var token] ? Read(token.Value) : null;
}
