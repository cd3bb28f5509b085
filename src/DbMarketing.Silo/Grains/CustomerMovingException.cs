namespace DbMarketing.Silo.Grains;

/// <summary>The customer is leaving this silo: nothing was done, and the call is to be made again.</summary>
[GenerateSerializer]
[Alias("dbmarketing.moving")]
internal sealed class CustomerMovingException() : OrleansException("This customer is moving to another silo.");
