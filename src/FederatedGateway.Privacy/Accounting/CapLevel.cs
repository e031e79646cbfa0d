namespace FederatedGateway.Privacy;

/// <summary>Whose cap: they nest, the widest first.</summary>
public enum CapLevel
{
    /// <summary>The operator's cap on a data set, over all agreements and analysts.</summary>
    Dataset,

    /// <summary>The agreement's budget, over all its analysts and versions.</summary>
    Agreement,

    /// <summary>One analyst's share of an agreement's budget.</summary>
    Analyst,
}
