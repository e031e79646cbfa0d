using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

public sealed class EpsilonAuditorTests
{
    private const int Answers = 40_000;
    private static readonly PrivacyClaim Nothing = new([(0, 0)]);

    // Randomised response that tells the truth with probability 3/4 has epsilon ln 3 exactly.
    [Fact]
    public void A_known_epsilon_is_approached_from_below()
    {
        double[] with = Coins(201, .75);
        double[] without = Coins(202, .25);
        AuditFinding finding = EpsilonAuditor.Examine(with, without, Nothing);
        Assert.InRange(finding.LowerBound, Math.Log(3) - .1, Math.Log(3));
        Assert.Equal(finding.LowerBound, EpsilonAuditor.Examine(without, with, Nothing).LowerBound, 0.1);
    }

    // False-alarm rate 1e-6 each, were the seeds not fixed; a 0.05 auditor would fail here about ten times in 200.
    [Fact]
    public void Equal_inputs_are_never_told_apart()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            Assert.Equal(0, EpsilonAuditor.Examine(Coins(1000 + seed, .5, 500), Coins(2000 + seed, .5, 500), Nothing).LowerBound);
        }
    }

    // With events chosen on the answers that judge them, the best of many rare events would look telling.
    [Fact]
    public void The_event_is_judged_by_answers_that_had_no_part_in_choosing_it()
    {
        double[] with = [.. Enumerable.Range(0, 1000).Select(i => i < 500 ? 1.0 : 0)];
        double[] without = new double[1000];
        AuditFinding finding = EpsilonAuditor.Examine(with, without, Nothing);
        Assert.Equal(0, finding.LowerBound);
        Assert.Contains(">= 1", finding.Event, StringComparison.Ordinal);
    }

    // An event of probability 1/100 that never happens without the person: infinite epsilon, but within a delta of 1/100.
    [Fact]
    public void A_delta_is_respected()
    {
        double[] with = Coins(203, .01);
        double[] without = new double[Answers];
        Assert.InRange(EpsilonAuditor.Examine(with, without, Nothing).LowerBound, 1, 10);
        Assert.Equal(0, EpsilonAuditor.Examine(with, without, new([(.011, 0)])).LowerBound);
    }

    [Fact]
    public void An_answer_that_is_absent_is_an_event_too()
    {
        double[] with = [.. Coins(204, .9).Select(shown => shown > 0 ? 5 : double.NegativeInfinity)];
        double[] without = [.. Coins(205, .1).Select(shown => shown > 0 ? 5 : double.NegativeInfinity)];
        Assert.InRange(EpsilonAuditor.Examine(with, without, Nothing).LowerBound, 1.9, Math.Log(9));
    }

    [Fact]
    public void A_claim_gives_up_the_delta_that_was_charged()
    {
        PrivacyClaim claim = PrivacyClaim.Of(new(100_000_000, 50_000_000_000_000));
        Assert.Equal([.1, .2, .3], claim.Points.Select(point => point.Delta));
        Assert.Equal((double)ZeroConcentrated.Epsilon(100_000_000, .05m), claim.Points[0].Epsilon);
    }

    private static double[] Coins(ulong seed, double heads, int tosses = Answers)
    {
        var source = new SeededSource(seed);
        return [.. Enumerable.Range(0, tosses).Select(_ => source.NextWord() < Math.ScaleB(heads, 64) ? 1.0 : 0)];
    }
}
