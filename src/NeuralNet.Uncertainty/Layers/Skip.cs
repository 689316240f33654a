using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// A layer that columns go past: y = [f(a), c] with the first columns a of x, which the layer f takes, and its last
/// columns c, which stay as they are. A row of them brings inputs past hidden layers to a last one, whose weights for
/// them are a linear path beside the network: see <see cref="UncertaintyLayers.Skip{T}"/>.
/// </summary>
/// <remarks>Columns may be both among the first and among the last; their dx is the sum of both ways.</remarks>
public sealed class Skip<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.Skip";

    private readonly int _outputs;

    /// <summary>Creates the layer.</summary>
    /// <param name="layer">What the first columns go through.</param>
    /// <param name="inputs">Columns of x.</param>
    /// <param name="taken">How many of the first ones the layer takes, from 1 to <paramref name="inputs"/>.</param>
    /// <param name="past">How many of the last ones go past it, from 1 to <paramref name="inputs"/>.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or the layer does not take as many
    /// columns.</exception>
    public Skip(Layer<T> layer, int inputs, int taken, int past)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Checks.AtLeast(inputs, nameof(inputs), 1);
        CheckPart(taken, nameof(taken), inputs);
        CheckPart(past, nameof(past), inputs);
        (Layer, Inputs, Taken, Past, _outputs) = (layer, inputs, taken, past, layer.OutputSize(taken));
    }

    /// <summary>What the first columns go through.</summary>
    public Layer<T> Layer { get; }

    /// <summary>Columns of x.</summary>
    public int Inputs { get; }

    /// <summary>How many of the first columns the layer takes.</summary>
    public int Taken { get; }

    /// <summary>How many of the last columns go past it.</summary>
    public int Past { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters => Layer.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Constants => Layer.Constants;

    /// <inheritdoc/>
    public override Initializer? PreferredInitializer => Layer.PreferredInitializer;

    /// <inheritdoc/>
    public override bool IsStochastic => Layer.IsStochastic;

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize == Inputs
        ? _outputs + Past
        : throw new ArgumentException($"{this} expects {Checks.Text(Inputs)} inputs, but is given {Checks.Text(inputSize)}.", nameof(inputSize));

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        Matrix<T> taken = Matrix<T>.Build.Dense(input.RowCount, Taken), result = Matrix<T>.Build.Dense(input.RowCount, _outputs);
        Split(input, taken);
        Layer.Forward(taken, result);
        Join(input, result, output);
    }

    /// <inheritdoc/>
    public override void ForwardTraining(LayerPass<T> pass)
    {
        LayerPass<T> within = pass.Within(Layer, Taken);
        Split(pass.Input, within.Input);
        Layer.ForwardTraining(within);
        Join(pass.Input, within.Output, pass.Output);
    }

    /// <inheritdoc/>
    public override void Backward(LayerPass<T> pass)
    {
        LayerPass<T> within = pass.Within(Layer, Taken);
        int rows = pass.Input.RowCount;
        ReadOnlySpan<T> dy = pass.OutputGradient.Values();
        dy[..(rows * _outputs)].CopyTo(within.OutputGradient.Values());
        Layer.Backward(within);
        if (pass.InputGradient is not { } inputGradient)
            return;
        Span<T> dx = inputGradient.Values();
        dx[(rows * Taken)..].Clear();
        within.InputGradient!.Values().CopyTo(dx);
        Span<T> past = dx[(rows * (Inputs - Past))..];
        dy = dy[(rows * _outputs)..];
        for (int i = 0; i < past.Length; i++)
            past[i] += dy[i];
    }

    /// <inheritdoc/>
    public override void Initialize(Initializer preferred, RandomStream random) => Layer.Initialize(preferred, random);

    /// <inheritdoc/>
    public override Layer<T> Copy() => new Skip<T>(Layer.Copy(), Inputs, Taken, Past);

    /// <inheritdoc/>
    public override Description Describe() => new(Kind)
    {
        Settings = new Dictionary<string, double> { ["inputs"] = Inputs, ["taken"] = Taken, ["past"] = Past },
        Parts = new Dictionary<string, Description> { ["layer"] = Layer.Describe() },
    };

    /// <summary>The layer and how many columns go past it, such as <c>Dense 4 -> 3 (4 past)</c>.</summary>
    public override string ToString() => $"{Layer} ({Checks.Text(Past)} past)";

    internal static Skip<T> Read(Description description)
        => new(description.Layer<T>("layer"), description.Count("inputs"), description.Count("taken"), description.Count("past"));

    private static void CheckPart(int value, string name, int inputs)
    {
        if (value < 1 || value > inputs)
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Checks.Text(value)}, but 1 to {Checks.Text(inputs)} columns were expected.");
    }

    private static void Split(Matrix<T> input, Matrix<T> taken)
    {
        T[] first = taken.Values();
        input.Values().AsSpan(0, first.Length).CopyTo(first);
    }

    private void Join(Matrix<T> input, Matrix<T> result, Matrix<T> output)
    {
        Span<T> y = output.Values();
        result.Values().CopyTo(y);
        input.Values().AsSpan(input.RowCount * (Inputs - Past)).CopyTo(y[(input.RowCount * _outputs)..]);
    }
}
