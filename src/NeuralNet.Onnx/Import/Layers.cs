using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Layers of the steps that were found: a product and the sum behind it are one Dense layer, a difference and the
/// product by feature behind it one Scaling layer. Nothing is computed anew, so a network that was exported comes back
/// to the bit.
/// </summary>
internal sealed class Layers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Layer<T>> _layers = [];
    private readonly Budget _budget;
    private int _width;
    private Dense<T>? _withoutBias;
    private Dense<T>? _lastDense;
    private Difference<T>? _difference;

    private Layers(int inputs, Budget budget)
    {
        _width = inputs;
        _budget = budget;
    }

    public static Network<T> Network(Samples<T> samples, long[] inputFeatures, Budget budget)
    {
        var steps = new List<Step<T>>();
        for (Samples<T>? at = samples; at?.Step is { } step; at = at.Previous)
            steps.Add(step);
        steps.Reverse();
        steps = StepFusion<T>.Fused(steps, budget);
        int inputs = Inputs(steps, inputFeatures);
        var layers = new Layers<T>(inputs, budget);
        foreach (Step<T> step in steps)
            layers.Add(step);
        layers.FinishDifference();

        // A model that hands its input on is a network that does, too.
        if (layers._layers.Count == 0)
        {
            budget.Spend(2L * inputs);
            layers._layers.Add(new Scaling<T>(new T[inputs], [.. Enumerable.Repeat(T.One, inputs)]));
        }

        return new Network<T>(inputs, layers._layers);
    }

    /// <summary>
    /// What the file says of the input, or else what the first step needs that is made for a certain width.
    /// </summary>
    private static int Inputs(List<Step<T>> steps, long[] features)
    {
        if (!features.Contains(Sizes.Unknown))
        {
            Int128 product = 1;
            foreach (long size in features)
                product = Int128.Min(product * size, long.MaxValue);
            return product <= int.MaxValue ? (int)product : throw Refusal.Because($"The input has the features {Text.Shape(features)}, more than "
                + $"{Text.Of(int.MaxValue)} numbers a sample.");
        }

        foreach (Step<T> step in steps)
        {
            if (step is Product<T> product)
                return product.Inputs;
            T[] values = (step as Difference<T>)?.Values ?? (step as Multiple<T>)?.Values ?? (step as Slopes<T>)?.Values ?? [];
            if (values.Length > 1)
                return values.Length;
        }

        throw Refusal.Because("Neither the input's shape nor any weights tell how many features a sample has.");
    }

    private void Add(Step<T> step)
    {
        if (step is Difference<T> difference)
        {
            if (_withoutBias is null)
            {
                FinishDifference();
                _difference = difference;
            }
            else
            {
                SetBiases(_withoutBias, difference);
                _withoutBias = null;
            }

            return;
        }

        if (step is Multiple<T> multiple)
        {
            if (_difference is null && _lastDense is not null && IsChangeOfSigns(multiple))
            {
                ChangeSigns(_lastDense, multiple);
                _withoutBias = null;
                return;
            }

            AddScaling(step.Node, _difference?.Values ?? [T.Zero], multiple.Values);
            _difference = null;
            _withoutBias = null;
            return;
        }

        FinishDifference();
        _lastDense = _withoutBias = step is Product<T> product ? MakeDense(product) : null;
        _layers.Add(_withoutBias ?? (step is Slopes<T> slopes ? MakeSloped(slopes) : Made((Activate<T>)step)));
    }

    private Layer<T> Made(Activate<T> step)
    {
        try
        {
            Layer<T> layer = step.Made(_width, _budget);
            _width = layer.OutputSize(_width);
            return layer;
        }
        catch (ArgumentException e)
        {
            throw step.Node.Refuse(e.Message, e);
        }
    }

    private Layer<T> MakeSloped(Slopes<T> step)
    {
        if (!step.Values.AsSpan().ContainsAnyExcept(step.Values[0]))
        {
            double slope = double.CreateTruncating(step.Values[0]);
            if (slope is >= 0 and < 1)
                return slope == 0 ? new ReLU<T>() : new LeakyReLU<T>(slope);
        }

        T[] slopes = ForEachFeature(step.Node, step.Values);
        _budget.Spend(slopes.Length);
        var layer = new PReLU<T>(slopes.Length);
        for (int j = 0; j < slopes.Length; j++)
            layer.Slopes.At(0, j, slopes[j]);
        return layer;
    }

    private static bool IsChangeOfSigns(Multiple<T> multiple) => !multiple.Values.AsSpan().ContainsAnyExcept(T.One, -T.One);

    /// <summary>What changes no digit of a weight becomes part of it.</summary>
    private void ChangeSigns(Dense<T> dense, Multiple<T> multiple)
    {
        T[] signs = ForEachFeature(multiple.Node, multiple.Values);
        for (int unit = 0; unit < signs.Length; unit++)
        {
            for (int input = 0; input < dense.Weights.RowCount; input++)
                dense.Weights.At(input, unit, signs[unit] * dense.Weights.At(input, unit));
            dense.Biases.At(0, unit, signs[unit] * dense.Biases.At(0, unit));
        }
    }

    private void FinishDifference()
    {
        if (_difference is { } difference)
            AddScaling(difference.Node, difference.Values, [T.One]);
        _difference = null;
    }

    private void AddScaling(Node node, T[] offsets, T[] factors)
    {
        _layers.Add(new Scaling<T>(ForEachFeature(node, offsets), ForEachFeature(node, factors)));
        _lastDense = null;
    }

    private Dense<T> MakeDense(Product<T> product)
    {
        if (product.Inputs != _width)
            throw product.Node.Refuse($"its weights take {Text.Of(product.Inputs)} inputs, but samples have {Text.Of(_width)} features.");
        _budget.Spend(product.Weights.Length);
        var dense = new Dense<T>(product.Inputs, product.Units);
        for (int unit = 0; unit < product.Units; unit++)
        {
            for (int input = 0; input < product.Inputs; input++)
                dense.Weights.At(input, unit, Finite(product.Node, product.Weights[unit * product.Inputs + input]));
        }

        _width = product.Units;
        return dense;
    }

    private void SetBiases(Dense<T> dense, Difference<T> difference)
    {
        T[] values = ForEachFeature(difference.Node, difference.Values);
        for (int unit = 0; unit < values.Length; unit++)
            dense.Biases.At(0, unit, -values[unit]);
    }

    private T[] ForEachFeature(Node node, T[] values)
    {
        if (values.Length != 1 && values.Length != _width)
            throw node.Refuse($"it has {Text.Of(values.Length)} constants, but samples have {Text.Of(_width)} features.");
        foreach (T value in values)
            Finite(node, value);
        _budget.Spend(_width);
        if (values.Length == _width)
            return values;
        var spread = new T[_width];
        Array.Fill(spread, values[0]);
        return spread;
    }

    private static T Finite(Node node, T value)
        => T.IsFinite(value) ? value : throw node.Refuse($"a weight becomes {Text.Of(double.CreateTruncating(value))}, which is outside the range of "
            + $"{typeof(T).Name}.");
}
