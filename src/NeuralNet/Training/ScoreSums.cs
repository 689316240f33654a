using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Scores of several batches, being added up.</summary>
internal struct ScoreSums
{
    private double _loss;
    private double _lossWeight;
    private double _absoluteErrors;
    private long _elements;
    private long _right;
    private long _answers;

    /// <summary>Adds a batch.</summary>
    /// <param name="value">The loss of the batch, penalties included.</param>
    /// <param name="weight">How much it counts if all targets are known: rows, or the sum of their weights.</param>
    /// <param name="predictions">
    /// What the error is measured of: probabilities where the loss includes an activation.
    /// </param>
    /// <param name="outputs">What the network says.</param>
    /// <param name="targets">What it should say.</param>
    /// <param name="rowWeights">The weights of the rows, of sum 1.</param>
    /// <param name="answers">Counts right answers; null if targets hold none.</param>
    /// <param name="classes">The right column of each row, if the kind is one-hot.</param>
    /// <param name="best">Room for the chosen column of each row.</param>
    public void Add<T>(
        double value,
        double weight,
        Matrix<T> predictions,
        Matrix<T> outputs,
        Matrix<T> targets,
        ReadOnlySpan<T> rowWeights,
        RightAnswers<T>? answers,
        ReadOnlySpan<int> classes,
        Span<int> best)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] p = predictions.Values();
        T[] t = targets.Values();
        double errors = Reductions<T>.SumOfAbsoluteDifferences(p, t);
        _elements += p.Length;
        if (double.IsNaN(errors))
        {
            weight *= KnownShare(t, rowWeights);
            _elements -= WithoutMissing(p, t, out errors);
        }

        // A running mean: the sum of losses near the largest number would overflow.
        _lossWeight += weight;
        if (weight > 0)
            _loss += (value - _loss) * (weight / _lossWeight);
        _absoluteErrors += errors;
        if (answers is null)
            return;
        (long right, long all) = answers.Count(outputs, targets, classes, best);
        _right += right;
        _answers += all;
    }

    /// <summary>How many targets are missing, and the sum of the absolute errors of the others.</summary>
    private static int WithoutMissing<T>(T[] p, T[] t, out double errors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int missing = 0;
        errors = 0;
        for (int k = 0; k < t.Length; k++)
        {
            if (T.IsNaN(t[k]))
                missing++;
            else
                errors += double.CreateTruncating(T.Abs(p[k] - t[k]));
        }

        return missing;
    }

    /// <summary>The share of the targets that are known, by the weights of their rows.</summary>
    private static double KnownShare<T>(T[] targets, ReadOnlySpan<T> rowWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double share = 0;
        for (int k = 0; k < targets.Length; k++)
            share += T.IsNaN(targets[k]) ? 0 : double.CreateTruncating(rowWeights[k % rowWeights.Length]);
        return share * rowWeights.Length / targets.Length;
    }

    /// <summary>Writes the sums to a checkpoint or takes them from it.</summary>
    public void Transfer(NumberTape tape)
    {
        _loss = tape.Next(_loss);
        _lossWeight = tape.Next(_lossWeight);
        _absoluteErrors = tape.Next(_absoluteErrors);
        _elements = tape.Next(_elements);
        _right = tape.Next(_right);
        _answers = tape.Next(_answers);
    }

    public readonly Scores ToScores() => new(
        _loss,
        _elements > 0 ? _absoluteErrors / _elements : 0,
        _answers > 0 ? (double)_right / _answers : null);
}
