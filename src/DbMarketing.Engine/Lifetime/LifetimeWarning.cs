namespace DbMarketing.Engine.Lifetime;

/// <summary>Something about the data that who reads the figures must know.</summary>
/// <param name="Code">Stable, such as <c>no_interior_maximum</c>.</param>
/// <param name="Model">The model that it is about; null when it is about the data.</param>
/// <param name="Text">In words, with what is used instead.</param>
public sealed record LifetimeWarning(string Code, string? Model, string Text);
