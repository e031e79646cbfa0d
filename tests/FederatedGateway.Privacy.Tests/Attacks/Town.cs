namespace FederatedGateway.Privacy.Tests;

/// <summary>A made-up data set with a target in it, whose attributes the attacker knows, all but one bit.</summary>
internal sealed class Town
{
    public const int Attributes = 6;
    private const int Values = 4;
    private const int Others = 80;

    private readonly (int[] Attributes, bool Secret)[] persons;

    /// <summary>Draws the others and everybody's secret. The target has the value 0 in each attribute and is the last person.</summary>
    public Town(SeededSource source)
    {
        persons =
        [
            .. Enumerable.Range(0, Others).Select(_ => (Drawn(source), source.NextBelow(2) == 1)),
            (new int[Attributes], source.NextBelow(2) == 1),
        ];
    }

    /// <summary>What the attacker is after.</summary>
    public bool Secret => persons[^1].Secret;

    /// <summary>How many persons match.</summary>
    public long Count(Condition[] query) => persons.LongCount(person => Matches(person.Attributes, person.Secret, query));

    private static bool Matches(int[] attributes, bool secret, Condition[] query)
    {
        for (int i = 0; i < Attributes; i++)
        {
            if (query[i] != Condition.Any && (attributes[i] == 0) != (query[i] == Condition.Equal))
            {
                return false;
            }
        }

        return query[Attributes] == Condition.Any || secret == (query[Attributes] == Condition.Equal);
    }

    private static int[] Drawn(SeededSource source) => [.. Enumerable.Range(0, Attributes).Select(_ => (int)source.NextBelow(Values))];
}

/// <summary>What a query asks of one attribute: nothing, the target's value, or another than the target's.</summary>
internal enum Condition
{
    Any,
    Equal,
    NotEqual,
}
