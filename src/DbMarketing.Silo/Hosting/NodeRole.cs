namespace DbMarketing.Silo.Hosting;

/// <summary>What a node of the cluster does.</summary>
internal enum NodeRole
{
    /// <summary>Customers, and the API and pages beside them.</summary>
    All,

    /// <summary>Customers only.</summary>
    Silo,

    /// <summary>API and pages only, on the customers of the silos.</summary>
    Web,
}
