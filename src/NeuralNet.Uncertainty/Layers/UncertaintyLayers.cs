using System.Numerics;

namespace NeuralNet.Uncertainty;

/// <summary>The package's layers in the line of a <see cref="NetworkBuilder{T}"/>.</summary>
public static class UncertaintyLayers
{
    /// <summary>Adds vectors for categories: see <see cref="Embedding{T}"/>.</summary>
    /// <param name="builder">The network so far.</param>
    /// <param name="columns">The columns that hold codes.</param>
    public static NetworkBuilder<T> Embedding<T>(this NetworkBuilder<T> builder, params IReadOnlyList<EmbeddedColumn> columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Checked(builder).Add(new Embedding<T>(builder.CurrentWidth, columns));

    /// <summary>Adds y = x tanh(log(1 + exp(x))).</summary>
    /// <param name="builder">The network so far.</param>
    public static NetworkBuilder<T> Mish<T>(this NetworkBuilder<T> builder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Checked(builder).Add(new Mish<T>());

    /// <summary>Adds outputs that never cross, for <see cref="QuantileLoss{T}"/>.</summary>
    /// <param name="builder">The network so far.</param>
    /// <param name="levels">Quantiles of a target, at least 1.</param>
    public static NetworkBuilder<T> Quantiles<T>(this NetworkBuilder<T> builder, int levels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Checked(builder).Add(new Quantiles<T>(levels));

    /// <summary>Adds mean and deviation of each target, for <see cref="GaussianLoss{T}"/>.</summary>
    /// <param name="builder">The network so far.</param>
    /// <param name="smallest">The smallest deviation, in units of the targets, above 0.</param>
    public static NetworkBuilder<T> MeanAndDeviation<T>(this NetworkBuilder<T> builder, double smallest = 1e-4)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Checked(builder).Add(new MeanAndDeviation<T>(smallest));

    /// <summary>Adds y = exp(x), for <see cref="PoissonLoss{T}"/>.</summary>
    /// <param name="builder">The network so far.</param>
    public static NetworkBuilder<T> Exponential<T>(this NetworkBuilder<T> builder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Checked(builder).Add(new Exponential<T>());

    /// <summary>Adds y = x W + b whose weights keep to a constraint.</summary>
    /// <param name="builder">The network so far.</param>
    /// <param name="units">Columns of y, at least 1.</param>
    /// <param name="constraint">Where the weights must stay.</param>
    public static NetworkBuilder<T> Dense<T>(this NetworkBuilder<T> builder, int units, WeightConstraint constraint)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Checked(builder).Add(new Constrained<T>(new Dense<T>(builder.CurrentWidth, units), constraint));

    /// <summary>
    /// Adds hidden layers that the columns so far also go past: the layer that comes next is given what the hidden
    /// layers make of them, and then them. With <c>Network.WithInputs&lt;double&gt;(4).Skip(hidden =>
    /// hidden.Dense(16).SiLU()).Dense(1)</c> outputs are those of a network plus x W, a linear path from inputs to
    /// outputs.
    /// </summary>
    /// <param name="builder">The network so far.</param>
    /// <param name="hidden">Adds the layers to a builder that has as many columns.</param>
    /// <exception cref="InvalidOperationException">No layer was added.</exception>
    public static NetworkBuilder<T> Skip<T>(this NetworkBuilder<T> builder, Func<NetworkBuilder<T>, NetworkBuilder<T>> hidden)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(hidden);
        int past = Checked(builder).CurrentWidth, taken = past;
        NetworkBuilder<T> inner = hidden(Network.WithInputs<T>(past));
        if (inner is null)
            throw new ArgumentException($"'{nameof(hidden)}' gave no builder, but the one that it was given was expected, with layers.", nameof(hidden));
        foreach (Layer<T> layer in inner.Build().Layers)
        {
            builder.Add(new Skip<T>(layer, builder.CurrentWidth, taken, past));
            taken = builder.CurrentWidth - past;
        }

        return builder;
    }

    /// <summary>The layer with its values, not to be trained: see <see cref="Fixed{T}"/>.</summary>
    /// <param name="layer">A layer, of a trained network for example, which is copied.</param>
    public static Fixed<T> AsFixed<T>(this Layer<T> layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(layer);
        return new Fixed<T>(layer.Copy());
    }

    private static NetworkBuilder<T> Checked<T>(NetworkBuilder<T> builder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
