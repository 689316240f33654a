using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// The numbers taken from the steps that are looked at: gradients while they are in memory, updates as the difference
/// from the replaced weights.
/// </summary>
internal sealed class StepReadings
{
    // Silence over a thousand samples, or over all of them three times, is no accident of a batch: a unit that is
    // active for one sample in two hundred would have been seen with a probability of 99 %.
    private const int ManyRows = 1000;

    private const int RatiosKept = 5;

    private readonly UnitReadings?[] _units;
    private readonly long[] _silentRows;
    private readonly double[] _gradientSizes;
    private readonly bool[] _hasInput;
    private readonly bool[] _hasHadGradient;
    private readonly int[] _withParameters;
    private readonly double[] _updateRatios = new double[RatiosKept];
    private long _updates;

    private StepReadings(int layers, UnitReadings?[] units, int[] withParameters, int samples)
    {
        Samples = samples;
        EnoughRows = Math.Min(3L * samples, ManyRows);
        _units = units;
        _silentRows = new long[layers];
        _gradientSizes = new double[layers];
        _hasInput = new bool[layers];
        _hasHadGradient = new bool[layers];
        _withParameters = withParameters;
    }

    /// <summary>
    /// Readings of a network's layers as far as the gradient passes them; the loss may include the last.
    /// </summary>
    public static StepReadings Of<T>(Network<T> network, Loss<T> loss, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int layers = OutputStage.LayersBeforeLoss(network, loss).Length;
        var units = new UnitReadings?[layers];
        var withParameters = new List<int>(layers);
        for (int i = 0; i < layers; i++)
        {
            Layer<T> layer = network.Layers[i];
            if (i > 0 && layer.Parameters.Count + layer.Constants.Count == 0 && !layer.IsStochastic && network.Widths[i] == network.Widths[i - 1])
                units[i] = new UnitReadings(network.Widths[i], Math.Min(samples, 256));
            if (layer.Parameters.Count > 0)
                withParameters.Add(i);
        }

        return new StepReadings(layers, units, [.. withParameters], samples);
    }

    /// <summary>Samples in the training data.</summary>
    public int Samples { get; }

    /// <summary>Rows over which silence counts as evidence.</summary>
    public long EnoughRows { get; }

    /// <summary>Steps read.</summary>
    public int Count { get; private set; }

    /// <summary>Samples in the steps read.</summary>
    public long Rows { get; private set; }

    /// <summary>The numbers of the layers that have parameters.</summary>
    public ReadOnlySpan<int> LayersWithParameters => _withParameters;

    /// <summary>Units of the activation layers; null for other layers.</summary>
    public ReadOnlySpan<UnitReadings?> Units => _units;

    /// <summary>
    /// Size of the gradient at the outputs of the first layer with parameters, divided by that of the last, geometric
    /// mean over about ten steps; NaN if unknown.
    /// </summary>
    public double BackwardGrowth => Math.Exp(_logGrowth);

    private double _logGrowth = double.NaN;

    /// <summary>The same in the first step read, before training has changed much; NaN if unknown.</summary>
    public double FirstBackwardGrowth { get; private set; } = double.NaN;

    /// <summary>
    /// The largest ratio of update to weight, both root mean squares, of any layer: median of the last five steps read;
    /// NaN if there is none.
    /// </summary>
    public double UpdateRatio
    {
        get
        {
            Span<double> ratios = stackalloc double[RatiosKept];
            int count = (int)Math.Min(_updates, RatiosKept);
            _updateRatios.AsSpan(0, count).CopyTo(ratios);
            ratios[..count].Sort();
            return count == 0 ? double.NaN : ratios[count / 2];
        }
    }

    /// <summary>The largest ratio of any step read.</summary>
    public double LargestUpdateRatio { get; private set; }

    /// <summary>
    /// The sum over all steps of the largest update ratio of a layer, steps that were not read taken like the next one
    /// that was: how far weights can have come.
    /// </summary>
    public double Movement { get; private set; }

    /// <summary>Rows read since the layer's parameters last had a gradient other than 0.</summary>
    public long SilentRows(int layer) => _silentRows[layer];

    /// <summary>Root mean square of the gradient at the layer's outputs in the last step read.</summary>
    public double GradientSize(int layer) => _gradientSizes[layer];

    /// <summary>Whether anything reached the layer in the last step read.</summary>
    public bool HasInput(int layer) => _hasInput[layer];

    /// <summary>Whether the layer's parameters have ever had a gradient.</summary>
    public bool HasHadGradient(int layer) => _hasHadGradient[layer];

    /// <summary>
    /// Root mean square of the last gradient read of all parameters together, before clipping; NaN unless
    /// <see cref="ReadNorm"/> was called.
    /// </summary>
    public double GradientNorm { get; private set; } = double.NaN;

    /// <summary>Writes the readings to a checkpoint or takes them from it.</summary>
    public void Transfer(NumberTape tape)
    {
        foreach (UnitReadings? units in _units)
            units?.Transfer(tape);
        tape.Next(_silentRows);
        tape.Next(_gradientSizes);
        for (int i = 0; i < _hasInput.Length; i++)
        {
            _hasInput[i] = tape.Next(_hasInput[i]);
            _hasHadGradient[i] = tape.Next(_hasHadGradient[i]);
        }

        GradientNorm = tape.Next(GradientNorm);
        tape.Next(_updateRatios);
        _updates = tape.Next(_updates);
        Count = tape.Next(Count);
        Rows = tape.Next(Rows);
        _logGrowth = tape.Next(_logGrowth);
        FirstBackwardGrowth = tape.Next(FirstBackwardGrowth);
        LargestUpdateRatio = tape.Next(LargestUpdateRatio);
        Movement = tape.Next(Movement);
    }

    public void ReadGradients<T>(Minibatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Count++;
        Rows += batch.Rows;
        for (int i = 0; i < _units.Length; i++)
        {
            LayerPass<T> pass = batch.Passes[i];
            if (pass.InputGradient is { } inputGradient)
                _units[i]?.Read(batch.Rows, pass.OutputGradient.Values(), inputGradient.Values());
        }

        // A loss at its minimum has nothing to pass on.
        bool lossHasGradient = !Elements.AreZero<T>(batch.LossGradient.Values());
        for (int i = 0; i < _gradientSizes.Length; i++)
        {
            T[] dy = batch.Passes[i].OutputGradient.Values();
            _gradientSizes[i] = Math.Sqrt(Elements.SumOfSquares<T>(dy) / dy.Length);
        }

        foreach (int i in _withParameters)
        {
            LayerPass<T> pass = batch.Passes[i];
            if (HasGradient(pass))
            {
                (_silentRows[i], _hasHadGradient[i], _hasInput[i]) = (0, true, true);
                continue;
            }

            _hasInput[i] = !Elements.AreZero<T>(pass.Input.Values());
            if (lossHasGradient)
                _silentRows[i] += batch.Rows;
        }

        if (_withParameters.Length > 1 && _gradientSizes[_withParameters[0]] > 0 && _gradientSizes[_withParameters[^1]] > 0)
        {
            double growth = Math.Log(_gradientSizes[_withParameters[0]] / _gradientSizes[_withParameters[^1]]);
            if (Count == 1)
                FirstBackwardGrowth = Math.Exp(growth);
            _logGrowth = double.IsNaN(_logGrowth) ? growth : 0.9 * _logGrowth + 0.1 * growth;
        }
    }

    /// <summary>Reads how long the gradient of all parameters is, before it is clipped.</summary>
    public void ReadNorm<T>(ReadOnlySpan<ParameterState<T>> states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double squares = 0;
        foreach (ParameterState<T> state in states)
            squares += Elements.SumOfSquares<T>(state.GradientValues);
        GradientNorm = Math.Sqrt(squares);
    }

    /// <summary>Reads the updates: the gradient buffer then holds the weights that were replaced.</summary>
    /// <param name="states">The parameters.</param>
    /// <param name="steps">How many steps were made since the last reading, this one included.</param>
    public void ReadUpdates<T>(ReadOnlySpan<ParameterState<T>> states, long steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        foreach (ParameterState<T> state in states)
        {
            // Biases start at 0, so their ratio says nothing.
            if (state.Parameter.Decay == Decay.Exempt)
                continue;
            double weights = Elements.SumOfSquares<T>(state.GradientValues);
            if (weights > 0)
                largest = Math.Max(largest, Math.Sqrt(SumOfSquaredDifferences<T>(state.Values, state.GradientValues) / weights));
        }

        _updateRatios[_updates++ % RatiosKept] = largest;
        Movement += steps * largest;
        LargestUpdateRatio = Math.Max(LargestUpdateRatio, largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquaredDifferences<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double difference = double.CreateTruncating(x[i] - y[i]);
            sum += difference * difference;
        }

        return sum;
    }

    private static bool HasGradient<T>(LayerPass<T> pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var gradient in pass.ParameterGradients)
        {
            if (!Elements.AreZero<T>(gradient.Values()))
                return true;
        }

        return false;
    }
}
