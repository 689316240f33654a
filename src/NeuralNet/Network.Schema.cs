using System.Numerics;

namespace NeuralNet;

public sealed partial class Network<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// What inputs and outputs mean. Training on a <see cref="Dataset{T}"/> takes over the names of its columns,
    /// classes and categories. Saved with the network and given back when it is loaded.
    /// </summary>
    /// <remarks>
    /// Data with other names, or the same ones in another order, are refused by training and scoring: columns would be
    /// taken for others. Predictions look at numbers alone; the imputer is for whoever calls them,
    /// <c>network.Predict(network.Schema.Imputer.Transform(x))</c>.
    /// </remarks>
    public DataSchema Schema { get; private set; } = DataSchema.Empty;

    /// <summary>
    /// Says what inputs and outputs mean, such as units and the imputer, which no training knows:
    /// <c>network.UseSchema(network.Schema with { FeatureUnits = ["cm", "cm"], Imputer = imputer })</c>.
    /// </summary>
    /// <param name="schema">All that is known from now on; <see cref="DataSchema.Empty"/> to know nothing.</param>
    /// <exception cref="ArgumentException">
    /// There are other numbers of names, units or imputed columns than of inputs or outputs.
    /// </exception>
    public void UseSchema(DataSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        schema.CheckFits(Inputs, Outputs);
        Schema = schema;
    }

    private string DescribeSchema() => Schema.ToString() is { Length: > 0 } text ? Environment.NewLine + text : "";
}
