using FederatedGateway.Demo.City;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Federation.Tests;

/// <summary>
/// A search for the questions that give most away of a target: an evolution of sets of questions, each judged by how well a linear classifier, trained on worlds of the
/// attacker's own making, reads the target's sex in others.
/// </summary>
/// <remarks>A. Cretu, F. Houssiau, A. Cully, Y. de Montjoye, "QuerySnout", CCS 2022 (arXiv 2211.05249), sections 4 and 5.</remarks>
/// <param name="node">The simulated node; its randomness is the operating system's.</param>
/// <param name="worlds">How many worlds to train on, and again as many to judge by.</param>
/// <param name="random">The attacker's own choices.</param>
internal sealed class InferenceAttackSearch(InferenceAttackNode node, int worlds, SeededRows random)
{
    private const int Questions = 8;
    private const int Population = 16;
    private const int Survivors = 5;
    private const int Generations = 12;

    private readonly InferenceAttackWorld[] trained = InferenceAttackWorld.Draw(worlds, random);
    private readonly InferenceAttackWorld[] judged = InferenceAttackWorld.Draw(worlds, random);

    /// <summary>The best questions found, no two alike: a node answers the second from memory.</summary>
    public IReadOnlyList<InferenceAttackQuestion> Run()
    {
        InferenceAttackQuestion[][] sets = [.. Enumerable.Range(0, Population).Select(_ => Distinct([]))];
        for (int generation = 0; generation < Generations; generation++)
        {
            InferenceAttackQuestion[][] best = [.. sets.OrderByDescending(Right).Take(Survivors)];
            sets = [.. best, .. Enumerable.Range(0, Population - Survivors).Select(i => Bred(best[i % Survivors], best[random.Below(Survivors)]))];
        }

        return sets[0];
    }

    private int Right(InferenceAttackQuestion[] set) =>
        new InferenceAttackReading(trained, node.Ask(set, trained)).Right(judged, node.Ask(set, judged));

    // Each question of one parent or of the other, changed a little; the order matters, as the budget may not reach for the last.
    private InferenceAttackQuestion[] Bred(InferenceAttackQuestion[] one, InferenceAttackQuestion[] other) =>
        Distinct([.. one.Zip(other, (left, right) => (random.Chance(.7) ? left : right).Mutated(random))]);

    private InferenceAttackQuestion[] Distinct(InferenceAttackQuestion[] some)
    {
        var distinct = new List<InferenceAttackQuestion>(some.Distinct());
        while (distinct.Count < Questions)
        {
            var drawn = InferenceAttackQuestion.Drawn(random);
            if (!distinct.Contains(drawn))
            {
                distinct.Add(drawn);
            }
        }

        return [.. distinct];
    }
}
