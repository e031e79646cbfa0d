namespace FederatedGateway.Queries;

/// <summary>Orders the codes of a dimension by their place in its list.</summary>
internal sealed class PlaceOrder(IReadOnlyList<Code> codes) : IComparer<Literal>
{
    public int Compare(Literal? x, Literal? y) => PlaceOf(x).CompareTo(PlaceOf(y));

    private int PlaceOf(Literal? literal) => codes.TakeWhile(code => code.Id != ((CodeLiteral)literal!).Code).Count();
}
