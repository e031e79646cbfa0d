using System.Numerics;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Verification;

/// <summary>
/// What AVG can be: (S / R + min + max) / 2, for S the noisy sum of 2x - (min + max) and R the noisy number of rows. Its interval
/// goes over all S and R within theirs (Bonferroni); it has none if R can be zero. docs/answers.md has the formula.
/// </summary>
/// <param name="Sum">S.</param>
/// <param name="SumHalf">Half the width of S's interval.</param>
/// <param name="Rows">R.</param>
/// <param name="RowsHalf">Half the width of R's interval.</param>
internal readonly record struct RatioInterval(BigInteger Sum, BigInteger SumHalf, BigInteger Rows, BigInteger RowsHalf)
{
    /// <summary>Whether a value and its interval are these, each rounded by less than one unit of its last digit.</summary>
    /// <param name="value">What the coordinator says.</param>
    /// <param name="number">The column.</param>
    /// <param name="extraDecimals">Decimals beyond the column's.</param>
    internal bool Holds(CombinedValue value, NumberType number, int extraDecimals)
    {
        if (Rows <= RowsHalf || value.Undefined)
        {
            return Rows <= RowsHalf && value.Undefined;
        }

        var middle = (BigInteger)number.Min + number.Max;
        var scale = BigInteger.Pow(10, extraDecimals);
        var (smallest, largest) = (Sum - SumHalf, Sum + SumHalf);
        return IsMean(value.Value, Sum, Rows, middle, scale)
            && IsMean(value.Lower, smallest, smallest.Sign < 0 ? Rows - RowsHalf : Rows + RowsHalf, middle, scale)
            && IsMean(value.Upper, largest, largest.Sign < 0 ? Rows + RowsHalf : Rows - RowsHalf, middle, scale);
    }

    // |value - (sum / rows + middle) / 2 * scale| < 1, with both sides multiplied by 2 * rows.
    private static bool IsMean(long value, BigInteger sum, BigInteger rows, BigInteger middle, BigInteger scale) =>
        BigInteger.Abs((2 * rows * value) - ((sum + (middle * rows)) * scale)) < 2 * rows;
}
