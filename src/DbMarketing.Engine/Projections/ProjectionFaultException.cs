namespace DbMarketing.Engine.Projections;

/// <summary>A row of the journal that a projection cannot take. Waiting does not help: going on would leave it out for ever.</summary>
public sealed class ProjectionFaultException(string message, Exception? inner = null) : Exception(message, inner);
