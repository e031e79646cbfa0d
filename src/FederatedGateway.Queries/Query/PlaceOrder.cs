namespace FederatedGateway.Queries;

/// <summary>Orders the codes of a dimension by their place in its list.</summary>
internal sealed class PlaceOrder(Codelist list) : IComparer<Literal>
{
    public int Compare(Literal? x, Literal? y) => PlaceOf(x).CompareTo(PlaceOf(y));

    private int PlaceOf(Literal? literal) => list.PlaceOf(((CodeLiteral)literal!).Code)!.Value;
}
