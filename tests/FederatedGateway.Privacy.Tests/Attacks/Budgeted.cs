namespace FederatedGateway.Privacy.Tests;

/// <summary>
/// A node as an attacker meets it: counts of persons, each for the same share of a budget, and no answer beyond the budget. The
/// attacker knows everybody but the target, and pads each count with persons who are known, so that the k rule hides nothing.
/// </summary>
internal sealed class Budgeted
{
    private const long Known = 1_000_000;

    // Enough for the k rule; its delta is part of what the attacker's success is bounded by.
    private const long DeltaUnits = 1_000_000;

    private readonly NoiseSource source;
    private readonly MeasurementPlan plan;
    private readonly int questions;
    private int asked;

    /// <summary>Shares a budget over a number of questions.</summary>
    public Budgeted(PrivacyLoss budget, int questions, NoiseSource source)
    {
        this.source = source;
        this.questions = questions;
        var price = new PrivacyLoss(budget.NanoRho / questions, DeltaUnits);
        plan = MeasurementPlan.Create(new(price, 10, new(1, 1)), [new("units", 1)]);
        if (price.DeltaUnits * questions > budget.DeltaUnits)
        {
            throw new ArgumentException("The budget's delta does not reach for so many questions.", nameof(questions));
        }
    }

    /// <summary>Forgets what was asked, for the next victim; sabotage when it is the same one.</summary>
    public void Refill() => asked = 0;

    /// <summary>A noisy count. Null when the budget is spent.</summary>
    public double? Count(long persons) => asked++ >= questions ? null : Noisy(persons);

    private double Noisy(long persons)
    {
        TrueCell<int>[] cells = [new(0, Known + persons, [Known + persons])];
        return Assert.Single(plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>(cells), source).Value).Values[0] - Known;
    }
}
