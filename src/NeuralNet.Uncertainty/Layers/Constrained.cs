using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// A layer whose weights are put back to where a constraint wants them after each update, as in Keras. Biases and other
/// parameters that are exempt from decay are free.
/// </summary>
/// <remarks>
/// For optimizers that go step by step, such as Adam and SGD. The weights at the start are put there, too.
/// </remarks>
public sealed class Constrained<T> : Layer<T>, IConstrainedLayer
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.Constrained";

    /// <summary>Creates the layer.</summary>
    /// <param name="layer">What it computes, with at least one parameter that is not exempt from decay.</param>
    /// <param name="constraint">Where its weights must stay.</param>
    /// <exception cref="ArgumentException">The layer has no weights.</exception>
    public Constrained(Layer<T> layer, WeightConstraint constraint)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(constraint);
        if (!layer.Parameters.Any(parameter => parameter.Decay == Decay.Penalized))
            throw new ArgumentException($"{layer} has no weights that could be constrained.", nameof(layer));
        Layer = layer;
        Constraint = constraint;
    }

    /// <summary>The layer whose weights are constrained.</summary>
    public Layer<T> Layer { get; }

    /// <summary>Where its weights must stay.</summary>
    public WeightConstraint Constraint { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters => Layer.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Constants => Layer.Constants;

    /// <inheritdoc/>
    public override Initializer? PreferredInitializer => Layer.PreferredInitializer;

    /// <inheritdoc/>
    public override bool IsStochastic => Layer.IsStochastic;

    /// <inheritdoc/>
    public override OutputRange OutputRange => Layer.OutputRange;

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => Layer.OutputSize(inputSize);

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output) => Layer.Forward(input, output);

    /// <inheritdoc/>
    public override void ForwardTraining(LayerPass<T> pass) => Layer.ForwardTraining(pass);

    /// <inheritdoc/>
    public override void Backward(LayerPass<T> pass) => Layer.Backward(pass);

    /// <inheritdoc/>
    public override void Initialize(Initializer preferred, RandomStream random)
    {
        Layer.Initialize(preferred, random);
        Constrain();
    }

    /// <inheritdoc/>
    public void Constrain()
    {
        T lowest = T.CreateTruncating(Constraint.Lowest), largest = T.CreateTruncating(Constraint.LargestNorm);
        IReadOnlyList<Parameter<T>> parameters = Layer.Parameters;
        for (int k = 0; k < parameters.Count; k++)
        {
            if (parameters[k].Decay == Decay.Exempt)
                continue;
            Span<T> weights = parameters[k].Value.Values();
            if (T.IsFinite(lowest))
                Raise(weights, lowest);
            if (T.IsFinite(largest))
            {
                int rows = parameters[k].Value.RowCount;
                for (int start = 0; start < weights.Length; start += rows)
                    Shorten(weights.Slice(start, rows), largest);
            }
        }
    }

    /// <inheritdoc/>
    public override Layer<T> Copy() => new Constrained<T>(Layer.Copy(), Constraint);

    /// <inheritdoc/>
    public override Description Describe() => new(Kind)
    {
        Settings = Constraint.Lowest == 0 ? new Dictionary<string, double> { ["lowest"] = 0 }
            : new Dictionary<string, double> { ["largestNorm"] = Constraint.LargestNorm },
        Parts = new Dictionary<string, Description> { ["layer"] = Layer.Describe() },
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Layer} ({Constraint})";

    internal static Constrained<T> Read(Description description)
        => new(description.Layer<T>("layer"), description.Settings.ContainsKey("largestNorm") ? WeightConstraint.MaxNorm(description["largestNorm"])
            : WeightConstraint.NonNegative);

    private static void Raise(Span<T> weights, T lowest)
    {
        foreach (ref T weight in weights)
            weight = weight < lowest ? lowest : weight;
    }

    /// <summary>Divided by the largest weight first, for squares of large numbers are infinite.</summary>
    private static void Shorten(Span<T> weights, T largest)
    {
        T scale = T.Zero, squares = T.Zero;
        foreach (T weight in weights)
            scale = T.Max(scale, T.Abs(weight));
        if (scale == T.Zero)
            return;
        foreach (T weight in weights)
            squares += weight / scale * (weight / scale);
        T norm = T.Sqrt(squares);
        T factor = largest / scale / norm;
        if (factor >= T.One)
            return;
        foreach (ref T weight in weights)
            weight *= factor;
    }
}
