namespace FederatedGateway.Demo.City;

/// <summary>A made-up person. The same person may be known to several agencies, under another number at each.</summary>
/// <param name="Number">Counts from 0.</param>
/// <param name="Age">Years.</param>
/// <param name="Sex">Code of the dictionary.</param>
/// <param name="Area">Where the person was hurt most often: index of an area.</param>
internal sealed record Person(int Number, int Age, string Sex, int Area)
{
    /// <summary>Which of the area's eight small areas, from 1. Fibonacci hashing of the number spreads persons over them evenly.</summary>
    public int SmallArea => 1 + (int)(unchecked((uint)Number * 2654435769u) >> 29);
}

/// <summary>A made-up act of violence against one person, in the dictionary's codes.</summary>
/// <param name="At">When.</param>
/// <param name="Victim">Who was hurt.</param>
/// <param name="Method">How.</param>
/// <param name="Location">In what kind of place.</param>
internal sealed record Incident(DateTime At, Person Victim, string Method, string Location);
