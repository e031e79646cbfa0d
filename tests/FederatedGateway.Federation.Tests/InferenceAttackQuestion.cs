using FederatedGateway.Demo.City;

namespace FederatedGateway.Federation.Tests;

/// <summary>A count of persons in each group, under conditions on columns of the dictionary.</summary>
/// <param name="Conditions">Of each attribute: 0 none, 1 the target's value (male), 2 another.</param>
internal sealed record InferenceAttackQuestion(string Conditions)
{
    private static readonly (string Column, string Value)[] Columns = [("age_band", "25_34"), ("method", "fist"), ("location_type", "street"), ("sex", "male")];

    /// <summary>As the analyst asks it.</summary>
    public string Sql
    {
        get
        {
            string where = string.Join(" AND ", Columns.Zip(Conditions).Where(pair => pair.Second != '0')
                .Select(pair => $"{pair.First.Column} {(pair.Second == '1' ? "=" : "<>")} '{pair.First.Value}'"));
            return $"SELECT area, weekday, part_of_day, COUNT(DISTINCT person) FROM violence {(where.Length == 0 ? "" : $"WHERE {where} ")}GROUP BY area, weekday, part_of_day";
        }
    }

    /// <summary>Any question, each as likely.</summary>
    public static InferenceAttackQuestion Drawn(SeededRows random) =>
        new(string.Concat(Enumerable.Range(0, InferenceAttackWorld.Attributes).Select(_ => random.Below(3))));

    /// <summary>The question with each condition drawn anew with one chance in five.</summary>
    public InferenceAttackQuestion Mutated(SeededRows random) =>
        new(string.Concat(Conditions.Select(condition => random.Chance(.2) ? (char)('0' + random.Below(3)) : condition)));

    /// <summary>The attributes, as bits, of the persons that are counted.</summary>
    public IReadOnlyList<int> Counted { get; } = [.. Enumerable.Range(0, 1 << InferenceAttackWorld.Attributes).Where(bits => Counts(Conditions, bits))];

    /// <inheritdoc />
    public bool Equals(InferenceAttackQuestion? other) => other is not null && Conditions == other.Conditions;

    /// <inheritdoc />
    public override int GetHashCode() => Conditions.GetHashCode(StringComparison.Ordinal);

    private static bool Counts(string conditions, int bits) =>
        conditions.Select((condition, i) => condition == '0' || (condition == '1') == ((bits >> i & 1) == 1)).All(holds => holds);
}
