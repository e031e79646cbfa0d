namespace FederatedGateway.Agreements;

/// <summary>Collects everything that is wrong with a document while it is read to its end.</summary>
internal sealed class DocumentErrors
{
    private readonly List<AgreementError> _errors = [];

    internal IReadOnlyList<AgreementError> All => _errors;

    internal bool Any => _errors.Count > 0;

    internal void Add(string pointer, string problem, string remedy) => _errors.Add(new(pointer, problem, remedy));
}
