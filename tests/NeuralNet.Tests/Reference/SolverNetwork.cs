using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>
/// A network as the fixtures of the solvers describe it: all parameters in one row, W1 row by row, b1, W2, b2, ...
/// </summary>
internal sealed record SolverNetwork(int[] Sizes, string[] Activations, double[] Parameters)
{
    public Network<T> Build<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(Sizes[0]);
        for (int i = 0; i < Activations.Length; i++)
        {
            builder.Dense(Sizes[i + 1]);
            _ = Activations[i] switch
            {
                "sigmoid" => builder.Sigmoid(),
                "tanh" => builder.Tanh(),
                "linear" => builder,
                string other => throw new InvalidDataException($"unknown activation {other}"),
            };
        }

        Network<T> network = builder.Build();
        int k = 0;
        foreach (Parameter<T> parameter in network.Parameters)
        {
            for (int i = 0; i < parameter.Value.RowCount; i++)
            {
                for (int j = 0; j < parameter.Value.ColumnCount; j++)
                    parameter.Value[i, j] = T.CreateChecked(Parameters[k++]);
            }
        }

        return network;
    }

    /// <summary>All parameters of a network in the order of the fixtures.</summary>
    public static double[] ParametersOf<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. network.Parameters.SelectMany(parameter => parameter.Value.ToRowMajorArray()).Select(double.CreateChecked)];

    /// <summary>
    /// For each parameter in the order of the fixtures its place in the library's, which goes column by column.
    /// </summary>
    public static int[] Places<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var places = new List<int>();
        int start = 0;
        foreach (Matrix<T> value in network.Parameters.Select(parameter => parameter.Value))
        {
            for (int i = 0; i < value.RowCount; i++)
            {
                for (int j = 0; j < value.ColumnCount; j++)
                    places.Add(start + j * value.RowCount + i);
            }

            start += value.RowCount * value.ColumnCount;
        }

        return [.. places];
    }
}
