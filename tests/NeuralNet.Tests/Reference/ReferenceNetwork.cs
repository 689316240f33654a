using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>A network as the fixtures describe it: sizes, activations, and parameters named W1, b1, W2, ...</summary>
internal sealed record ReferenceNetwork(int[] Sizes, string[] Activations)
{
    /// <summary>
    /// The longest chain of roundings of one forward and backward pass: the terms of the sums in each layer, and of the
    /// sum over the samples.
    /// </summary>
    public int Roundings(int samples) => 2 * Sizes.Sum() + samples;

    public Network<T> Build<T>(IReadOnlyDictionary<string, FixtureMatrix> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(Sizes[0]);
        for (int i = 0; i < Activations.Length; i++)
        {
            builder.Dense(Sizes[i + 1]);
            _ = Activations[i] switch
            {
                "relu" => builder.ReLU(),
                "sigmoid" => builder.Sigmoid(),
                "tanh" => builder.Tanh(),
                "softmax" => builder.Softmax(),
                string other => throw new InvalidDataException($"unknown activation {other}"),
            };
        }

        Network<T> network = builder.Build();
        foreach ((Parameter<T> parameter, FixtureMatrix values) in network.Parameters.Zip(InOrder(parameters)))
            values.To<T>().CopyTo(parameter.Value);
        return network;
    }

    /// <summary>The largest error of any parameter.</summary>
    public static double Error<T>(Network<T> network, IReadOnlyDictionary<string, FixtureMatrix> expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => network.Parameters.Zip(InOrder(expected), (parameter, values) => Fixture.Error(parameter.Value, values)).Max();

    /// <summary>The largest error of any gradient.</summary>
    public static double Error<T>(IReadOnlyList<Matrix<T>> gradients, IReadOnlyDictionary<string, FixtureMatrix> expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => gradients.Zip(InOrder(expected), Fixture.Error).Max();

    private static IEnumerable<FixtureMatrix> InOrder(IReadOnlyDictionary<string, FixtureMatrix> parameters)
    {
        for (int i = 1; parameters.ContainsKey($"W{i}"); i++)
        {
            yield return parameters[$"W{i}"];
            yield return parameters[$"b{i}"];
        }
    }
}
