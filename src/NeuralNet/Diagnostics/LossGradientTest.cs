using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;
using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Whether a user's loss changes as its gradient says: a few directions on the first batch, fifteen evaluations in all.</summary>
/// <remarks>
/// A copy of the loss is asked, so that counters in its fields stay as they are. A loss that answers differently when asked the same twice has a memory
/// or draws random numbers: it is not tested. The predictions, targets and the gradient of the run are read, not written.
/// </remarks>
internal static class LossGradientTest
{
    private const int RandomDirections = 2;
    private const int SingleElements = 4;

    // Mistakes are factors, signs and missing terms. What is finer is GradientCheck's business.
    private const double Tolerance = 0.05;

    public static Finding? Run<T>(Loss<T> loss, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient, double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trial = new Trial<T>(loss.ShallowCopy(), predictions.Clone(), targets, rowWeights.ToArray(), gradient.Values(), value);
        try
        {
            return trial.IsRepeatable() ? Compare(trial) : null;
        }
        catch (Exception)
        {
            // A loss may refuse predictions that are moved a little, such as rows that no longer sum to 1. It then cannot be tested, and training goes on.
            return null;
        }
    }

    private static Finding? Compare<T>(Trial<T> trial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(0);
        int count = trial.Gradient.Length;
        var direction = new int[count];

        // Single elements come first: they tell where.
        int largest = 0;
        for (int k = 1; k < count; k++)
        {
            if (T.Abs(trial.Gradient[k]) > T.Abs(trial.Gradient[largest]))
                largest = k;
        }

        for (int i = 0; i < SingleElements; i++)
        {
            int k = i == 0 ? largest : random.NextInteger(count);
            direction.AsSpan().Clear();
            direction[k] = 1;
            if (trial.Slope(direction) is { IsWrong: true } slope)
                return trial.Describe(slope, Invariant($"With respect to the prediction at row {k % trial.Rows}, column {k / trial.Rows} of the first batch"));
        }

        for (int i = 0; i <= RandomDirections; i++)
        {
            for (int k = 0; k < count; k++)
                direction[k] = i == 0 ? T.Sign(trial.Gradient[k]) : 2 * random.NextInteger(2) - 1;
            if (trial.Slope(direction) is { IsWrong: true } slope)
                return trial.Describe(slope, i == 0 ? "Along its own gradient on the first batch" : "Along a random direction on the first batch");
        }

        return null;
    }

    private readonly record struct Slope(double Analytic, double Numerical, bool IsWrong);

    private sealed class Trial<T>(Loss<T> loss, Matrix<T> predictions, Matrix<T> targets, T[] rowWeights, T[] gradient, double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private static readonly double Epsilon = double.CreateTruncating(T.BitIncrement(T.One) - T.One);

        private readonly Matrix<T> _scratch = MatrixAccess.New<T>(predictions.RowCount, predictions.ColumnCount);
        private readonly T[] _start = (T[])predictions.Values().Clone();

        public T[] Gradient => gradient;

        public int Rows => predictions.RowCount;

        public bool IsRepeatable() => Evaluate() == value && Evaluate() == value && _scratch.Values().AsSpan().SequenceEqual(gradient);

        /// <summary>The slope of the loss along a direction, from its gradient and from its values; the smallest of three steps that agrees counts.</summary>
        public Slope? Slope(ReadOnlySpan<int> direction)
        {
            Slope? result = null;
            double step = Math.Cbrt(Epsilon);
            for (int attempt = 0; attempt < 3; attempt++, step /= 8)
            {
                (double above, double expectedAbove) = Move(direction, step);
                (double below, double expectedBelow) = Move(direction, -step);
                double change = above - below, expected = expectedAbove - expectedBelow;

                // Losses are often summed in the precision of T, in any order.
                double noise = 32 * Epsilon * Math.Max(Math.Abs(above), Math.Abs(below));

                // The one-sided changes differ at a kink, and by the curvature; the truth lies between them.
                double bend = Math.Abs((above - value) - (value - below));
                bool isWrong = Math.Abs(change - expected) > Tolerance * Math.Max(Math.Abs(change), Math.Abs(expected)) + noise + bend;
                if (!double.IsFinite(change))
                    continue;
                if (!isWrong)
                    return new Slope(expected / (2 * step), change / (2 * step), false);
                result ??= new Slope(expected / (2 * step), change / (2 * step), true);
            }

            return result;
        }

        public Finding Describe(Slope slope, string where)
        {
            string ratio = slope.Numerical == 0 || slope.Analytic == 0 ? "" : Invariant($", {Number(slope.Analytic / slope.Numerical)} times that");
            return new Finding
            {
                Code = FindingCode.WrongLossGradient,
                Severity = Severity.Error,
                Epoch = 1,
                Observation = Invariant($"{where}, {loss} says that its slope is {Number(slope.Analytic)}{ratio}, but its value changes with a slope of {Number(slope.Numerical)}."),
                Cause = "Value and gradient of this loss do not belong together, so training walks another way than downhill. Common slips: a missing factor such as 2 or 1/N (a sum for a mean), a sign, a forgotten inner derivative.",
                Remedy = "Print GradientCheck.OfLoss(loss, predictions, targets), which shows each element, and correct the derivative. To try an idea without one, use Loss.Numerical.",
                Numbers = new Dictionary<string, double> { ["slope by gradient"] = slope.Analytic, ["slope by value"] = slope.Numerical },
            };
        }

        private double Evaluate() => loss.Evaluate(predictions, targets, rowWeights, _scratch);

        /// <summary>The loss at moved predictions, and by how much it should have changed. Small predictions, probabilities perhaps, are moved less.</summary>
        private (double Value, double Change) Move(ReadOnlySpan<int> direction, double step)
        {
            double change = 0;
            T[] p = predictions.Values();
            for (int k = 0; k < p.Length; k++)
            {
                double scale = Math.Max(Math.Abs(double.CreateTruncating(_start[k])), 1e-2);
                p[k] = _start[k] + T.CreateTruncating(step * direction[k] * scale);
                change += double.CreateTruncating(gradient[k]) * double.CreateTruncating(p[k] - _start[k]);
            }

            double moved = Evaluate();
            _start.CopyTo(p, 0);
            return (moved, change);
        }
    }
}
