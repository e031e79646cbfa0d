namespace FederatedGateway.Testing.Auditing;

/// <summary>Weights that fit answers best.</summary>
public static class LeastSquares
{
    /// <summary>Minimises the squared distances plus <paramref name="ridge"/> times the squared weights, by the normal equations.</summary>
    /// <param name="rows">Features and the answer to be met; as many features in each.</param>
    /// <param name="ridge">Above 0.</param>
    public static double[] Solve(IReadOnlyList<(double[] Features, double Answer)> rows, double ridge)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int size = rows[0].Features.Length;
        var matrix = new double[size, size];
        var right = new double[size];
        foreach ((double[] features, double answer) in rows)
        {
            for (int i = 0; i < size; i++)
            {
                right[i] += features[i] * answer;
                for (int j = 0; j < size; j++)
                {
                    matrix[i, j] += features[i] * features[j];
                }
            }
        }

        for (int i = 0; i < size; i++)
        {
            matrix[i, i] += ridge;
        }

        Eliminate(matrix, right);
        return right;
    }

    // Gauss and Jordan; the matrix is positive definite, so no pivoting is needed.
    private static void Eliminate(double[,] matrix, double[] right)
    {
        for (int pivot = 0; pivot < right.Length; pivot++)
        {
            for (int row = 0; row < right.Length; row++)
            {
                double factor = row == pivot ? 0 : matrix[row, pivot] / matrix[pivot, pivot];
                for (int column = pivot; factor != 0 && column < right.Length; column++)
                {
                    matrix[row, column] -= factor * matrix[pivot, column];
                }

                right[row] -= factor * right[pivot];
            }
        }

        for (int i = 0; i < right.Length; i++)
        {
            right[i] /= matrix[i, i];
        }
    }
}
