using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// How the weights of a layer start. The built-in ones draw from a distribution whose variance is 1 over a number of
/// connections: fan-in (rows of W, inputs of a unit), fan-out (columns of W), or their mean. A user's own derives from
/// this type and overrides <see cref="Fill{T}"/>.
/// </summary>
public abstract record Initializer
{
    /// <summary>
    /// Uniform in +-sqrt(6 / (fan-in + fan-out)): for sigmoid, tanh, softmax and linear layers (Glorot and Bengio,
    /// 2010).
    /// </summary>
    public static Initializer GlorotUniform { get; } = new ScaledInitializer(nameof(GlorotUniform), 1, Fan.InAndOut, Distribution.Uniform);

    /// <summary>Normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010).</summary>
    public static Initializer GlorotNormal { get; } = new ScaledInitializer(nameof(GlorotNormal), 1, Fan.InAndOut, Distribution.Normal);

    /// <summary>Uniform in +-sqrt(6 / fan-in): for ReLU (He et al., 2015).</summary>
    public static Initializer HeUniform { get; } = new ScaledInitializer(nameof(HeUniform), 2, Fan.In, Distribution.Uniform);

    /// <summary>Normal with variance 2 / fan-in: for ReLU (He et al., 2015).</summary>
    public static Initializer HeNormal { get; } = new ScaledInitializer(nameof(HeNormal), 2, Fan.In, Distribution.Normal);

    /// <summary>Uniform in +-sqrt(3 / fan-in) (LeCun et al., 1998).</summary>
    public static Initializer LeCunUniform { get; } = new ScaledInitializer(nameof(LeCunUniform), 1, Fan.In, Distribution.Uniform);

    /// <summary>Normal with variance 1 / fan-in (LeCun et al., 1998).</summary>
    public static Initializer LeCunNormal { get; } = new ScaledInitializer(nameof(LeCunNormal), 1, Fan.In, Distribution.Normal);

    /// <summary>
    /// Each unit's weights point in a random direction and have the length 0.7 units^(1 / fan-in), and biases spread
    /// the units evenly, so that each is steep in a part of its own of inputs from -1 to 1: for a hidden layer of tanh
    /// or sigmoid on scaled inputs that <see cref="LevenbergMarquardt"/> trains (Nguyen and Widrow, 1990).
    /// </summary>
    public static Initializer NguyenWidrow { get; } = new NguyenWidrowInitializer();

    /// <summary>
    /// All weights 0. Units of a hidden layer that start equal stay equal, so use it for a single layer or for tests.
    /// </summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>All weights the same.</summary>
    /// <param name="value">The value, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public static Initializer Constant(double value)
    {
        Check.Range(value, nameof(value), double.MinValue, double.MaxValue);
        return new ConstantInitializer(value);
    }

    /// <summary>Writes the initial weights.</summary>
    /// <param name="weights">W, <c>fan-in x fan-out</c>, to be written in full.</param>
    /// <param name="random">Random numbers of this layer's own.</param>
    public abstract void Fill<T>(Matrix<T> weights, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Writes the initial biases: 0 unless overridden.</summary>
    /// <param name="biases">b, <c>1 x fan-out</c>, to be written in full.</param>
    /// <param name="weights">The weights that <see cref="Fill{T}"/> has written.</param>
    public virtual void FillBiases<T>(Matrix<T> biases, Matrix<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => biases.Clear();

    /// <summary>
    /// What a file says of the initializer: its kind and settings. The kind is the type's name and there are no
    /// settings unless overridden.
    /// </summary>
    public virtual Description Describe() => new(Description.NameOf(GetType()));

    private enum Fan
    {
        In,
        InAndOut,
    }

    private enum Distribution
    {
        Uniform,
        Normal,
    }

    private sealed record ScaledInitializer : Initializer
    {
        private readonly string _name;
        private readonly double _gain;
        private readonly Fan _connections;
        private readonly Distribution _shape;

        public ScaledInitializer(string name, double gain, Fan connections, Distribution shape)
            => (_name, _gain, _connections, _shape) = (name, gain, connections, shape);

        public override void Fill<T>(Matrix<T> weights, RandomStream random)
        {
            double connections = _connections == Fan.In ? weights.RowCount : (weights.RowCount + (double)weights.ColumnCount) / 2;
            double deviation = Math.Sqrt(_gain / connections);
            double limit = Math.Sqrt(3) * deviation;
            foreach (ref T weight in weights.Values().AsSpan())
                weight = T.CreateTruncating(_shape == Distribution.Uniform ? limit * (2 * random.NextDouble() - 1) : deviation * random.NextNormal());
        }

        public override Description Describe() => new(_name);

        public override string ToString() => _name;
    }

    private sealed record NguyenWidrowInitializer : Initializer
    {
        public override void Fill<T>(Matrix<T> weights, RandomStream random)
        {
            double length = Length(weights);
            T[] values = weights.Values();
            for (int j = 0; j < weights.ColumnCount; j++)
            {
                Span<T> unit = values.AsSpan(j * weights.RowCount, weights.RowCount);
                foreach (ref T weight in unit)
                    weight = T.CreateTruncating(2 * random.NextDouble() - 1);
                double norm = Math.Sqrt(Reductions<T>.SumOfSquares(unit));
                Elementwise<T>.Scale(T.CreateTruncating(norm > 0 ? length / norm : 0), unit);
            }
        }

        public override void FillBiases<T>(Matrix<T> biases, Matrix<T> weights)
        {
            double length = Length(weights);
            for (int j = 0; j < biases.ColumnCount; j++)
            {
                double place = biases.ColumnCount == 1 ? 0 : 2.0 * j / (biases.ColumnCount - 1) - 1;
                biases.At(0, j, T.CreateTruncating(length * place) * (weights.At(0, j) < T.Zero ? -T.One : T.One));
            }
        }

        public override Description Describe() => new(nameof(NguyenWidrow));

        public override string ToString() => nameof(NguyenWidrow);

        private static double Length<T>(Matrix<T> weights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => 0.7 * Math.Pow(weights.ColumnCount, 1.0 / weights.RowCount);
    }

    private sealed record ConstantInitializer(double Value) : Initializer
    {
        public override void Fill<T>(Matrix<T> weights, RandomStream random) => weights.Values().AsSpan().Fill(T.CreateTruncating(Value));

        public override Description Describe() => new(nameof(Constant)) { Settings = new Dictionary<string, double> { ["value"] = Value } };

        public override string ToString() => $"constant {Check.Text(Value)}";
    }
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType GlorotUniform = Initializer(nameof(GlorotUniform), _ => NeuralNet.Initializer.GlorotUniform);

    public static readonly RegisteredType GlorotNormal = Initializer(nameof(GlorotNormal), _ => NeuralNet.Initializer.GlorotNormal);

    public static readonly RegisteredType HeUniform = Initializer(nameof(HeUniform), _ => NeuralNet.Initializer.HeUniform);

    public static readonly RegisteredType HeNormal = Initializer(nameof(HeNormal), _ => NeuralNet.Initializer.HeNormal);

    public static readonly RegisteredType LeCunUniform = Initializer(nameof(LeCunUniform), _ => NeuralNet.Initializer.LeCunUniform);

    public static readonly RegisteredType LeCunNormal = Initializer(nameof(LeCunNormal), _ => NeuralNet.Initializer.LeCunNormal);

    public static readonly RegisteredType NguyenWidrow = Initializer(nameof(NguyenWidrow), _ => NeuralNet.Initializer.NguyenWidrow);

    public static readonly RegisteredType Constant = Initializer(nameof(Constant), description => NeuralNet.Initializer.Constant(description["value"]));
}
