using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;
using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// Whether a user's loss changes as its gradient says: a few elements and directions of the first batch, some twenty
/// evaluations in all.
/// </summary>
/// <remarks>
/// Made when training is over: a loss that counts its calls or draws random numbers has then given the run all its
/// values, so the weights are the same to the bit as without the test. It asks a copy of the loss, so that counters in
/// its fields stay as they are, and a loss that answers differently when asked the same twice is not tested.
/// </remarks>
internal sealed class LossGradientTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Prefix = "first_batch.";
    private const int RandomDirections = 2;
    private const int SingleElements = 4;

    // Mistakes are factors, signs and missing terms. What is finer is GradientCheck's business.
    private const double Tolerance = 0.05;

    private static readonly double Epsilon = double.CreateTruncating(T.BitIncrement(T.One) - T.One);

    private readonly Loss<T> _loss;
    private readonly Matrix<T> _predictions;
    private readonly Matrix<T> _targets;
    private readonly Matrix<T> _scratch;
    private readonly T[] _start;
    private readonly T[] _rowWeights;
    private T[] _gradient = [];
    private double _value;

    /// <summary>Keeps a copy of the first batch.</summary>
    public LossGradientTest(Loss<T> loss, Minibatch<T> batch)
        : this(loss, batch.LossInput.Values(), batch.Y.Values(), batch.RowWeights)
    {
    }

    private LossGradientTest(Loss<T> loss, T[] predictions, T[] targets, T[] rowWeights)
    {
        int rows = rowWeights.Length;
        _loss = loss.ShallowCopy();
        _predictions = MatrixAccess.New<T>(rows, predictions.Length / rows);
        predictions.CopyTo(_predictions.Values(), 0);
        _targets = MatrixAccess.New<T>(rows, targets.Length / rows);
        targets.CopyTo(_targets.Values(), 0);
        _scratch = _targets.Clone();
        _start = [.. predictions];
        _rowWeights = [.. rowWeights];
    }

    /// <summary>
    /// Writes a test that is to come to a checkpoint or makes it anew from one; null if there is none.
    /// </summary>
    public static LossGradientTest<T>? Transfer(LossGradientTest<T>? test, Loss<T> loss, int outputs, RunState<T> state)
    {
        if (!state.Numbers.Next(test is not null))
            return null;
        int rows = Math.Max(1, state.Numbers.Next(test?._rowWeights.Length ?? 0));
        if (state.IsReading)
            return new LossGradientTest<T>(loss, state.Array($"{Prefix}predictions", (long)rows * outputs),
                state.Array($"{Prefix}targets", (long)rows * outputs), state.Array($"{Prefix}row_weights", rows));
        state.Next($"{Prefix}predictions", [outputs, rows], test!._start);
        state.Next($"{Prefix}targets", [outputs, rows], test._targets.Values());
        state.Next($"{Prefix}row_weights", [rows], test._rowWeights);
        return test;
    }

    public Finding? Run()
    {
        try
        {
            _value = Evaluate();
            _gradient = (T[])_scratch.Values().Clone();
            bool isRepeatable = Evaluate() == _value && _scratch.Values().AsSpan().SequenceEqual(_gradient);
            return isRepeatable ? Compare() : null;
        }
        catch (Exception)
        {
            // A loss may refuse predictions that are moved a little, such as rows that no longer sum to 1. It then
            // cannot be tested; the run is over and stands.
            return null;
        }
    }

    private Finding? Compare()
    {
        var random = new RandomStream(0);
        int count = _gradient.Length;
        var direction = new int[count];

        // Single elements come first: they tell where.
        int largest = 0;
        for (int k = 1; k < count; k++)
        {
            if (T.Abs(_gradient[k]) > T.Abs(_gradient[largest]))
                largest = k;
        }

        for (int i = 0; i < SingleElements; i++)
        {
            int k = i == 0 ? largest : random.NextInteger(count);
            direction.AsSpan().Clear();
            direction[k] = 1;
            if (SlopeAlong(direction) is { IsWrong: true } slope)
                return Describe(slope,
                    Invariant($"With respect to the prediction at row {k % _predictions.RowCount}, column {k / _predictions.RowCount} of the first batch"));
        }

        for (int i = 0; i <= RandomDirections; i++)
        {
            for (int k = 0; k < count; k++)
                direction[k] = i == 0 ? T.Sign(_gradient[k]) : 2 * random.NextInteger(2) - 1;
            if (SlopeAlong(direction) is { IsWrong: true } slope)
                return Describe(slope, i == 0 ? "Along its own gradient on the first batch" : "Along a random direction on the first batch");
        }

        return null;
    }

    private readonly struct Slope(double analytic, double numerical, bool isWrong)
    {
        public double Analytic { get; } = analytic;

        public double Numerical { get; } = numerical;

        public bool IsWrong { get; } = isWrong;
    }

    /// <summary>
    /// The slope of the loss along a direction, from its gradient and from its values; the smallest of three steps that
    /// agrees counts.
    /// </summary>
    private Slope? SlopeAlong(ReadOnlySpan<int> direction)
    {
        Slope? result = null;
        double step = Math.Cbrt(Epsilon);
        for (int attempt = 0; attempt < 3; attempt++, step /= 8)
        {
            (double above, double expectedAbove, double way) = Move(direction, step);
            (double below, double expectedBelow, double wayBack) = Move(direction, -step);
            double change = above - below, expected = expectedAbove - expectedBelow;
            double length = way + wayBack;

            // Losses are often summed in the precision of T, in any order.
            double noise = 32 * Epsilon * Math.Max(Math.Abs(above), Math.Abs(below));

            // The one-sided changes differ at a kink, and by the curvature; the truth lies between them.
            double bend = Math.Abs(above - _value - (_value - below));
            bool isWrong = Math.Abs(change - expected) > Tolerance * Math.Max(Math.Abs(change), Math.Abs(expected)) + noise + bend;
            if (!double.IsFinite(change))
                continue;
            if (!isWrong)
                return new Slope(expected / length, change / length, false);
            result ??= new Slope(expected / length, change / length, true);
        }

        return result;
    }

    private Finding Describe(Slope slope, string where)
    {
        string ratio = slope.Numerical == 0 || slope.Analytic == 0 ? ""
            : Invariant($": the gradient is {Number(slope.Analytic / slope.Numerical)} times what it should be");
        return new Finding
        {
            Code = FindingCode.WrongLossGradient,
            Severity = Severity.Error,
            Epoch = 1,
            Observation = Invariant($"{where}, the gradient of {_loss} says {Number(slope.Analytic)}, but its value changes by ")
                + Invariant($"{Number(slope.Numerical)}{ratio}."),
            Cause = "Value and gradient of this loss do not belong together, so training walks another way than downhill. Common slips: a missing factor such "
                + "as 2 or 1/N (a sum for a mean), a sign, a forgotten inner derivative.",
            Remedy = "Print GradientCheck.OfLoss(loss, predictions, targets), which shows each element, and correct the derivative. To try an idea without "
                + "one, use Loss.Numerical.",
            Numbers = new Dictionary<string, double> { ["slope by gradient"] = slope.Analytic, ["slope by value"] = slope.Numerical },
        };
    }

    private double Evaluate() => _loss.Evaluate(_predictions, _targets, _rowWeights, _scratch);

    /// <summary>
    /// The loss at moved predictions, by how much it should have changed, and the sum of the moves. Small predictions,
    /// probabilities perhaps, are moved less.
    /// </summary>
    private (double Value, double Change, double Length) Move(ReadOnlySpan<int> direction, double step)
    {
        double change = 0, length = 0;
        T[] p = _predictions.Values();
        for (int k = 0; k < p.Length; k++)
        {
            double scale = Math.Max(Math.Abs(double.CreateTruncating(_start[k])), 1e-2);
            p[k] = _start[k] + T.CreateTruncating(step * direction[k] * scale);
            double move = double.CreateTruncating(p[k] - _start[k]);
            change += double.CreateTruncating(_gradient[k]) * move;
            length += Math.Abs(move);
        }

        double moved = Evaluate();
        _start.CopyTo(p, 0);
        return (moved, change, length);
    }
}
