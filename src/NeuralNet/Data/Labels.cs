using System.Numerics;
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
        Matrix<T> targets = MatrixAccess.New<T>(labels.Count, classes);
        for (int i = 0; i < labels.Count; i++)
            targets.At(i, labels[i], T.One);
        return targets;
    }

    /// <summary>The column of the largest element of each row, the lowest on ties; with one column, 1 where the element is above the threshold.</summary>
    /// <param name="predictions"><c>N x classes</c>, or <c>N x 1</c> for two classes.</param>
    /// <param name="threshold">What class 1 exceeds when there is one column: 0.5 for probabilities, 0 for logits.</param>
    /// <returns>N labels.</returns>
    /// <exception cref="ArgumentException">There is no column.</exception>
    public static int[] FromPredictions<T>(Matrix<T> predictions, double threshold = 0.5)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.ColumnCount == 0)
            throw new ArgumentException($"'{nameof(predictions)}' is {Check.Shape(predictions)}, but at least one column is needed to choose from.", nameof(predictions));
        T[] values = predictions.AsDense().Values();
        var labels = new int[predictions.RowCount];
        if (predictions.ColumnCount == 1)
        {
            var limit = T.CreateTruncating(threshold);
            for (int i = 0; i < labels.Length; i++)
                labels[i] = values[i] > limit ? 1 : 0;
        }
        else
        {
            Reductions.RowArgmax<T>(predictions.ColumnCount, values, labels);
        }

        return labels;
    }
}
