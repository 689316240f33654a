using System.Numerics;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

internal static class SomeNetworks
{
    /// <summary>
    /// Up to six layers of any kind, of any width up to 40, whose signals stay about 1: what is compared then are the
    /// programs, not the network's own amplification.
    /// </summary>
    public static Network<T> Random<T>(RandomStream random, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] kinds = [.. Library.LayerNames.Where(IsRunIn<T>)];
        NetworkBuilder<T> builder = Network.WithInputs<T>(1 + random.NextInteger(40));
        int layers = 1 + random.NextInteger(6);
        for (int i = 0; i < layers; i++)
        {
            string kind = kinds[random.NextInteger(kinds.Length)];
            builder = kind switch
            {
                nameof(Dense<>) => builder.Dense(1 + random.NextInteger(40)),
                nameof(Scaling<>) => builder.Add(RandomScaling<T>(random, builder.CurrentWidth)),
                _ => builder.Add(Library.Layer<T>(kind, builder.CurrentWidth)),
            };
        }

        return WithBiases(builder.Build(seed), random);
    }

    /// <summary>Whether ONNX Runtime has the operators of a layer: it has no error function for double.</summary>
    public static bool IsRunIn<T>(string layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => layer != nameof(Gelu<>) || typeof(T) == typeof(float);

    /// <summary>Biases start at 0, which no test could tell from their absence.</summary>
    public static Network<T> WithBiases<T>(Network<T> network, RandomStream random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (Dense<T> dense in network.Layers.OfType<Dense<T>>())
            dense.Biases.MapInplace(_ => T.CreateChecked(random.NextNormal()), Zeros.Include);
        return network;
    }

    public static byte[] Exported<T>(this Network<T> network, OnnxExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream();
        OnnxModel.Export(network, stream, options);
        return stream.ToArray();
    }

    public static Network<T> Imported<T>(this byte[] model, OnnxImportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => OnnxModel.Import<T>(new MemoryStream(model), options);

    private static Scaling<T> RandomScaling<T>(RandomStream random, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] Numbers(Func<double> draw) => [.. Enumerable.Range(0, width).Select(_ => T.CreateChecked(draw()))];
        return new Scaling<T>(Numbers(random.NextNormal), Numbers(() => 0.5 + random.NextDouble()));
    }
}
