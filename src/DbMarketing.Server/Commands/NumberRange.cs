using System.CommandLine;
using System.Globalization;

namespace DbMarketing.Server.Commands;

/// <summary>Options whose value is a number above 0, with a limit where there is one.</summary>
internal static class PositiveNumber
{
    /// <param name="name">Such as <c>--rate</c>.</param>
    /// <param name="what">What the number is called in the help.</param>
    /// <param name="description">For the help.</param>
    /// <param name="max">The greatest that is taken.</param>
    public static Option<double?> Option(string name, string what, string description, double max = double.MaxValue) => new(name)
    {
        HelpName = what,
        Description = description,
        CustomParser = given =>
        {
            if (given.Tokens is not [var token])
            {
                return null;
            }

            if (Read(token.Value, max) is not { } number)
            {
                given.AddError(Fault(name, token.Value, what, max));
                return null;
            }

            return number;
        },
    };

    /// <summary>The number; null for anything else.</summary>
    public static double? Read(string text, double max) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= max
            ? number : null;

    /// <summary>What is wrong with a text that is no such number.</summary>
    public static string Fault(string name, string text, string what, double max) =>
        $"{name} '{text}': {what} must be a number above 0{(max < double.MaxValue ? $" and up to {max}" : "")}.";
}
