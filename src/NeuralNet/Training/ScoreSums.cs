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
    /// <param name="loss">The loss of the batch.</param>
    /// <param name="lossWeight">How much it counts: rows, or the sum of their weights.</param>
    /// <param name="predictions">
    /// What the error is measured of: probabilities where the loss includes an activation.
    /// </param>
    /// <param name="outputs">What the network says.</param>
    /// <param name="targets">What it should say.</param>
    /// <param name="answers">Counts right answers; null if targets hold none.</param>
    /// <param name="classes">The right column of each row, if the kind is one-hot.</param>
    /// <param name="best">Room for the chosen column of each row.</param>
    public void Add<T>(
        double loss,
        double lossWeight,
        Matrix<T> predictions,
        Matrix<T> outputs,
        Matrix<T> targets,
        RightAnswers<T>? answers,
        ReadOnlySpan<int> classes,
        Span<int> best)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] p = predictions.Values();
        T[] t = targets.Values();
        // A running mean: the sum of losses near the largest number would overflow.
        _lossWeight += lossWeight;
        if (lossWeight > 0)
            _loss += (loss - _loss) * (lossWeight / _lossWeight);
        double errors = Reductions.SumOfAbsoluteDifferences<T>(p, t);
        _elements += p.Length;
        if (double.IsNaN(errors))
            _elements -= WithoutMissing(p, t, out errors);
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
    public static double KnownShare<T>(Loss<T> loss, Matrix<T> targets, ReadOnlySpan<T> rowWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss.TargetGaps == TargetGaps.Refused)
            return 1;
        double share = 0;
        T[] t = targets.Values();
        for (int k = 0; k < t.Length; k++)
            share += T.IsNaN(t[k]) ? 0 : double.CreateTruncating(rowWeights[k % rowWeights.Length]);
        return share / targets.ColumnCount;
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
