using FederatedGateway.Privacy;

namespace FederatedGateway.Node;

/// <summary>What a remembered answer is an answer to.</summary>
/// <param name="QueryHash">The canonical query.</param>
/// <param name="AgreementHash">The agreement.</param>
/// <param name="DataVersion">The state of the data.</param>
internal readonly record struct ReleaseKey(string QueryHash, string AgreementHash, string DataVersion);

/// <summary>A nonce that is spent with its question.</summary>
/// <param name="AnalystId">Who signed.</param>
/// <param name="Value">The nonce.</param>
/// <param name="ExpiresAt">When the question expires, after which the nonce need not be remembered.</param>
internal readonly record struct QuestionNonce(string AnalystId, string Value, DateTimeOffset ExpiresAt);

/// <summary>Whose budgets a question is charged to.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="AgreementId">The agreement's id, which its versions share: a new version does not refill a budget.</param>
/// <param name="AnalystId">The analyst.</param>
internal readonly record struct Account(string Dataset, string AgreementId, string AnalystId);

/// <summary>A charge to be made before any row is read.</summary>
/// <param name="Account">Whose budgets pay.</param>
/// <param name="Caps">What they may spend.</param>
/// <param name="Key">What will be answered.</param>
/// <param name="Nonce">The question's nonce.</param>
/// <param name="Price">The charge in each window.</param>
/// <param name="Windows">The windows.</param>
internal sealed record Reservation(
    Account Account, NestedLoss Caps, ReleaseKey Key, QuestionNonce Nonce, PrivacyLoss Price, IReadOnlyList<string> Windows);
