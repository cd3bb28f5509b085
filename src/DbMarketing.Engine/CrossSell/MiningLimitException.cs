namespace DbMarketing.Engine.CrossSell;

/// <summary>A search found more than it may keep; the message names the limit and the threshold to raise.</summary>
public sealed class MiningLimitException(string message) : Exception(message);
