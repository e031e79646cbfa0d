using FederatedGateway.Demo.City;

namespace FederatedGateway.Federation.Tests;

/// <summary>
/// One group of an agency's data, of which the attacker knows every person but for the sex of one: the target, whose age, method and place are known.
/// </summary>
internal sealed class InferenceAttackWorld
{
    // With half of them in a question, enough for the k rule to show it at a price of epsilon 1/2.
    private const int Others = 900;

    /// <summary>One bit an attribute, 1 as the target has it: age, method, place; then 1 for male.</summary>
    public const int Attributes = 4;

    // How many of the others share each of the target's attributes; half of them are male.
    private static readonly double[] Alike = [.5, .75, .75, .5];

    private readonly int[] others = new int[1 << Attributes];

    /// <summary>Draws the others, and the target's sex.</summary>
    public InferenceAttackWorld(SeededRows random)
    {
        for (int person = 0; person < Others; person++)
        {
            int bits = 0;
            for (int attribute = 0; attribute < Attributes; attribute++)
            {
                bits |= random.Chance(Alike[attribute]) ? 1 << attribute : 0;
            }

            others[bits]++;
        }

        Secret = random.Chance(.5);
    }

    /// <summary>Whether the target is male: what the attacker is after.</summary>
    public bool Secret { get; }

    /// <summary>Draws so many worlds.</summary>
    public static InferenceAttackWorld[] Draw(int worlds, SeededRows random) => [.. Enumerable.Range(0, worlds).Select(_ => new InferenceAttackWorld(random))];

    /// <summary>How many of the others a question counts; known to the attacker.</summary>
    public long Known(InferenceAttackQuestion question) => question.Counted.Sum(bits => others[bits]);

    /// <summary>How many persons a question counts.</summary>
    public long True(InferenceAttackQuestion question) => Known(question) + (question.Counted.Contains(Target) ? 1 : 0);

    /// <summary>Everybody, the target last.</summary>
    public IEnumerable<int> Persons() => Enumerable.Range(0, others.Length).SelectMany(bits => Enumerable.Repeat(bits, others[bits])).Append(Target);

    private int Target => Secret ? (1 << Attributes) - 1 : (1 << (Attributes - 1)) - 1;
}
