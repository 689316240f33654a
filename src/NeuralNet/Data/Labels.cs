using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Class labels 0, 1, 2, … as targets, and back.</summary>
public static class Labels
{
    /// <summary>One-hot rows: 1 in the column of the label, 0 elsewhere.</summary>
    /// <param name="labels">N labels from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <returns><c>N x classes</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside its range.</exception>
    public static Matrix<T> ToOneHot<T>(IReadOnlyList<int> labels, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        Check.Count(classes, nameof(classes), "class");
        Check.Labels(labels, nameof(labels), classes);
        Check.Room(classes, nameof(classes), (double)labels.Count * classes, Unsafe.SizeOf<T>());
        Matrix<T> targets = MatrixAccess.New<T>(labels.Count, classes);
        for (int i = 0; i < labels.Count; i++)
            targets.At(i, labels[i], T.One);
        return targets;
    }

    /// <summary>
    /// The column of the largest element of each row, the lowest on ties; with one column, 1 where the element is above
    /// the threshold.
    /// </summary>
    /// <param name="predictions"><c>N x classes</c>, or <c>N x 1</c> for two classes.</param>
    /// <param name="threshold">
    /// What class 1 exceeds when there is one column: 0.5 for probabilities, 0 for logits; finite.
    /// </param>
    /// <returns>N labels.</returns>
    /// <exception cref="ArgumentException">
    /// There is no column, an element is NaN, or the threshold is NaN or infinite.
    /// </exception>
    public static int[] FromPredictions<T>(Matrix<T> predictions, double threshold = 0.5)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Decidable(predictions, nameof(predictions));
        return (predictions.ColumnCount == 1 ? DecisionRule.Above(threshold) : DecisionRule.LargestOutput).Classify(predictions);
    }

    /// <summary>The elements, column by column, of outputs that classes can be chosen from.</summary>
    internal static T[] Decidable<T>(Matrix<T> outputs, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs, name);
        if (outputs.ColumnCount == 0)
            throw new ArgumentException($"'{name}' is {Check.Shape(outputs)}, but at least one column is needed to choose from.", name);
        T[] values = outputs.AsDense().Values();
        int undecided = Array.FindIndex(values, T.IsNaN);
        return undecided < 0
            ? values
            : throw new ArgumentException($"'{name}' holds NaN at row {Check.Text(undecided % outputs.RowCount)}, column "
                + $"{Check.Text(undecided / outputs.RowCount)}: no class can be chosen. Weights or inputs are so large that a layer overflowed.", name);
    }
}
