using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Federation.Tests;

/// <summary>How an attacker reads answers: a linear classifier of the target's sex.</summary>
internal sealed class InferenceAttackReading
{
    private readonly double[] weights;

    /// <summary>Trains it.</summary>
    /// <param name="worlds">Worlds of the attacker's own making.</param>
    /// <param name="seen">Of each question that is answered what its answers say of the target in each world.</param>
    public InferenceAttackReading(IReadOnlyList<InferenceAttackWorld> worlds, IReadOnlyList<double[]> seen) =>
        weights = LeastSquares.Solve([.. worlds.Select((world, i) => (Features(seen, i), world.Secret ? 1.0 : -1.0))], ridge: 1e-3);

    /// <summary>How many targets are guessed right.</summary>
    /// <param name="worlds">Other worlds.</param>
    /// <param name="seen">As for training.</param>
    public int Right(IReadOnlyList<InferenceAttackWorld> worlds, IReadOnlyList<double[]> seen) =>
        worlds.Where((world, i) => Features(seen, i).Zip(weights, (feature, weight) => feature * weight).Sum() > 0 == world.Secret).Count();

    private static double[] Features(IReadOnlyList<double[]> seen, int world) => [.. seen.Select(answers => answers[world]), 1];
}
