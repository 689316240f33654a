using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>Checked probabilities of classes, with the labels they are held against.</summary>
internal static class ClassProbabilities
{
    /// <summary>
    /// Throws unless every row is a distribution over the classes, or one column the probability of class 1.
    /// </summary>
    /// <returns>The number of classes.</returns>
    public static int Check<T>(Matrix<T> probabilities, IReadOnlyList<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Checks.HasRows(probabilities, nameof(probabilities));
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != probabilities.RowCount)
            throw new ArgumentException($"'{nameof(probabilities)}' has {Checks.Text(probabilities.RowCount)} rows, but '{nameof(labels)}' has "
                + $"{Checks.Text(labels.Count)} values: each sample needs one.", nameof(labels));
        int classes = Math.Max(2, probabilities.ColumnCount);
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"'{nameof(labels)}'[{Checks.Text(i)}] is {Checks.Text(labels[i])}, but with "
                    + $"{Checks.Text(classes)} classes labels run from 0 to {Checks.Text(classes - 1)}.");
            double sum = 0;
            for (int j = 0; j < probabilities.ColumnCount; j++)
            {
                double p = double.CreateChecked(probabilities[i, j]);
                if (!(p >= 0 && p <= 1))
                    throw new ArgumentException($"'{nameof(probabilities)}' holds {Checks.Text(p)} at row {Checks.Text(i)}, column {Checks.Text(j)}, but a "
                        + "probability is from 0 to 1: logits are made probabilities by Softmax or Sigmoid.", nameof(probabilities));
                sum += p;
            }

            if (probabilities.ColumnCount > 1 && Math.Abs(sum - 1) > 1e-3)
                throw new ArgumentException($"Row {Checks.Text(i)} of '{nameof(probabilities)}' sums to {Checks.Text(sum)}, but a distribution over the "
                    + "classes "
                    + "sums to 1: score several independent outputs one column at a time.", nameof(probabilities));
        }

        return classes;
    }

    /// <summary>The probability of a class.</summary>
    public static double Of<T>(Matrix<T> probabilities, int row, int label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => probabilities.ColumnCount > 1 ? double.CreateChecked(probabilities[row, label])
            : label == 1 ? double.CreateChecked(probabilities[row, 0]) : 1 - double.CreateChecked(probabilities[row, 0]);
}
