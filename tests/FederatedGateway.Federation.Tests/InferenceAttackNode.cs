using FederatedGateway.Agreements;
using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Federation.Tests;

/// <summary>
/// A node as the attacker simulates it: the agreement's own price, plan, noise, k rule and budget, without a network and without rows.
/// </summary>
internal sealed record InferenceAttackNode
{
    private static readonly string AnyQuestion = new InferenceAttackQuestion("0000").Sql;

    private readonly MeasurementPlan plan;

    private InferenceAttackNode(Agreements.Terms terms)
    {
        plan = MeasurementPlan.For(terms.Measurement, terms.Measurements);
        Budget = terms.AnalystCap;
        Affordable = Enumerable.Range(1, 1000)
            .TakeWhile(questions => Enumerable.Repeat(plan.Price, questions).Aggregate((sum, price) => sum + price).FitsWithin(Budget)).Last();
    }

    /// <summary>Sabotage: counts of k or more are shown as they are.</summary>
    public bool WithoutNoise { get; init; }

    /// <summary>Sabotage when above 1: nothing is charged and nothing remembered, so that each question is asked this often and its answers averaged.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What all answers may cost together.</summary>
    public PrivacyLoss Budget { get; }

    /// <summary>How many different questions the budget pays for.</summary>
    public int Affordable { get; }

    /// <summary>The node of an agreement with these terms; every question has the same price and plan.</summary>
    public static InferenceAttackNode Of(string terms)
    {
        FederationPlan city = CityPlan.Create(1, terms);
        Agreement agreement = AgreementReader.ReadDraft(AgreementText.CanonicalJson(city, _ => AnyKey(), _ => AnyKey(), AnyKey(), new DateOnly(2026, 1, 1)));
        CanonicalQuery query = SqlReader.Read(AnyQuestion, DataDictionary.Read(city.Dictionary)).Query!;
        return new(Policy.TermsOf(agreement, query, out _)!);
    }

    /// <summary>
    /// Of each question, until the budget is spent, what its answers say of the target in each world: the number shown less the others; 0 where none
    /// is shown.
    /// </summary>
    public double[][] Ask(IReadOnlyList<InferenceAttackQuestion> questions, IReadOnlyList<InferenceAttackWorld> worlds) =>
        [.. questions.Take(Times > 1 ? questions.Count : Affordable).Select(question => Ask(question, worlds))];

    private double[] Ask(InferenceAttackQuestion question, IReadOnlyList<InferenceAttackWorld> worlds)
    {
        TrueCell<int>[] cells = [.. worlds.Select((world, i) => new TrueCell<int>(i, world.True(question), [world.True(question)]))];
        var sums = new double[worlds.Count];
        var shown = new int[worlds.Count];
        for (int time = 0; time < Times; time++)
        {
            foreach (ReleasedCell<int> cell in Measured(cells))
            {
                sums[cell.Key] += cell.Values[0];
                shown[cell.Key]++;
            }
        }

        return [.. worlds.Select((world, i) => shown[i] == 0 ? 0 : (sums[i] / shown[i]) - world.Known(question))];
    }

    // The terms do not depend on who signs.
    private static string AnyKey()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        return key.PublicKey.ToString();
    }

    private IReadOnlyList<ReleasedCell<int>> Measured(IReadOnlyList<TrueCell<int>> cells) => WithoutNoise
        ? [.. cells.Where(cell => cell.Units >= plan.Rule.K).Select(cell => new ReleasedCell<int>(cell.Key, cell.Values))]
        : plan.Measure(Sensitive.Of(cells), plan.NeedsPublicKeys ? new(cells.Select(cell => cell.Key), (left, right) => left.CompareTo(right)) : null).Value;
}
