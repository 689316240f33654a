using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>The same training step written directly with MathNet's operators, as one would without a library.</summary>
internal sealed class ByHand<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _weights;
    private readonly Vector<T>[] _biases;
    private readonly Matrix<T>[] _velocities;
    private readonly Work _work;

    public ByHand(Work work)
    {
        _work = work;
        int layers = work.Widths.Length - 1;
        Network<T> network = work.NewNetwork<T>();
        Dense<T>[] dense = [.. network.Layers.OfType<Dense<T>>()];
        _weights = [.. dense.Select(layer => layer.Weights.Clone())];
        _biases = [.. dense.Select(layer => layer.Biases.Row(0))];
        _velocities = [.. dense.Select(layer => Matrix<T>.Build.Dense(layer.Weights.RowCount, layer.Weights.ColumnCount))];
    }

    public Matrix<T> Predict(Matrix<T> x)
    {
        for (int i = 0; i < _weights.Length; i++)
            x = Activate(Affine(x, i), i);
        return x;
    }

    public void Step(Matrix<T> x, Matrix<T> y)
    {
        var outputs = new List<Matrix<T>> { x };
        for (int i = 0; i < _weights.Length; i++)
            outputs.Add(Activate(Affine(outputs[^1], i), i));
        T scale = T.CreateTruncating(1.0 / x.RowCount);
        Matrix<T> delta = (outputs[^1] - y) * scale;
        if (_work.IsAutoencoder)
            delta = delta.PointwiseMultiply(outputs[^1].Map(Slope));
        T rate = T.CreateTruncating(0.001), momentum = T.CreateTruncating(_work.Momentum), penalty = T.CreateTruncating(_work.L2);
        for (int i = _weights.Length - 1; i >= 0; i--)
        {
            Matrix<T> gradient = outputs[i].TransposeThisAndMultiply(delta);
            Vector<T> biasGradient = delta.ColumnSums();
            if (i > 0)
                delta = delta.TransposeAndMultiply(_weights[i]).PointwiseMultiply(outputs[i].Map(Slope));
            if (_work.L2 > 0)
                gradient += _weights[i] * penalty;
            _velocities[i] = _velocities[i] * momentum + gradient;
            _weights[i] -= _velocities[i] * rate;
            _biases[i] -= biasGradient * rate;
        }
    }

    private Matrix<T> Affine(Matrix<T> x, int layer)
    {
        Matrix<T> z = x * _weights[layer];
        for (int i = 0; i < z.RowCount; i++)
            z.SetRow(i, z.Row(i) + _biases[layer]);
        return z;
    }

    private Matrix<T> Activate(Matrix<T> z, int layer)
    {
        if (layer == _weights.Length - 1 && !_work.IsAutoencoder)
        {
            Matrix<T> e = z.Map(T.Exp);
            Vector<T> sums = e.RowSums();
            return e.MapIndexed((i, _, value) => value / sums[i]);
        }

        return _work.Activation == "ReLU" ? z.Map(value => value > T.Zero ? value : T.Zero) : z.Map(value => T.One / (T.One + T.Exp(-value)));
    }

    private T Slope(T y) => _work.Activation == "ReLU" ? (y > T.Zero ? T.One : T.Zero) : y * (T.One - y);
}
