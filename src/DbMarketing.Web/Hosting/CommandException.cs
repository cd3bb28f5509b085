namespace DbMarketing.Web.Hosting;

/// <summary>A command cannot do what it was asked; the message is for the user, and no stack trace is.</summary>
internal sealed class CommandException(string message) : Exception(message);
