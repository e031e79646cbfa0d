namespace FederatedGateway.Agreements;

/// <summary>What kind of refusal it is; a protocol maps it to its own status.</summary>
public enum RefusalKind
{
    /// <summary>What was sent is wrong and will be wrong again.</summary>
    InvalidInput,

    /// <summary>What was asked is not allowed to the one who asked.</summary>
    NotAllowed,

    /// <summary>What was named does not exist here.</summary>
    NotFound,

    /// <summary>A budget or a capacity is used up.</summary>
    Exhausted,

    /// <summary>Something must happen first.</summary>
    Precondition,

    /// <summary>A part of the system cannot be used now; asking again later may succeed.</summary>
    Unavailable,

    /// <summary>It took longer than was allowed.</summary>
    Deadline,

    /// <summary>A fault of the software.</summary>
    Internal,
}

/// <summary>Who can do something about a refusal.</summary>
public enum RefusalOwner
{
    /// <summary>The analyst who asked.</summary>
    Analyst,

    /// <summary>The information governance officers of the parties.</summary>
    Officer,

    /// <summary>The operator of the agency's node.</summary>
    NodeOperator,

    /// <summary>The operator of the coordinator and the gateway.</summary>
    CoordinatorOperator,
}

/// <summary>One entry of the catalogue of refusals.</summary>
/// <param name="Code">The code.</param>
/// <param name="Reason">Its name on the wire and in docs/errors.md: kebab-case, never changed once published.</param>
/// <param name="Kind">What kind of refusal it is.</param>
/// <param name="Owner">Who can do something about it.</param>
/// <param name="Meaning">What it means, as a sentence.</param>
/// <param name="NextStep">What the owner does next, as a sentence.</param>
public sealed record RefusalEntry(
    RefusalCode Code, string Reason, RefusalKind Kind, RefusalOwner Owner, string Meaning, string NextStep);
