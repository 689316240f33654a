using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>
/// One member: in the outline its encoding and the shape of its network, apart from that its weights.
/// </summary>
internal static class MemberStorage
{
    private const int MostLayers = 100;
    private const int SiLU = 0;
    private const int Tanh = 1;

    public static void Write(Tape tape, Member member)
    {
        tape.Write(member.Weight);
        foreach (double value in (double[])[member.Scale.Mean, member.Scale.Deviation, member.Scale.IsLogarithm ? 1 : 0, member.Scale.Lowest,
            member.Scale.Highest])
            tape.Write(value);
        tape.Write(member.Encoder.ToArray());
        tape.Write(member.Network.Layers.OfType<Embedding<float>>().FirstOrDefault()?.Columns[0].Size ?? 0);
        Dense<float>[] dense = [.. member.Network.Layers.OfType<Dense<float>>()];
        tape.Write([.. dense.Select(layer => (double)layer.Weights.ColumnCount)]);
        tape.Write(member.Network.Layers.Any(layer => layer is Tanh<float>) ? Tanh : SiLU);
    }

    public static double[] Weights(Member member)
        => [.. member.Network.Parameters.SelectMany(parameter => parameter.Value.AsColumnMajorArray()).Select(value => (double)value)];

    public static Member Read(Tape tape, double[] weights, int columns, int outputs)
    {
        double weight = tape.ReadFinite();
        var scale = new TargetScale(tape.ReadFinite(), tape.ReadFinite(), tape.ReadCount(1) == 1, tape.ReadFinite(), tape.ReadFinite());
        if (scale.Lowest > scale.Highest)
            throw new InvalidDataException($"The file's lowest prediction, {scale.Lowest}, is above the highest one, {scale.Highest}.");
        RowEncoder encoder = RowEncoder.Read(new Tape(tape.ReadMany()), columns);
        int embedding = tape.ReadCount(weights.Length);
        int[] widths = [.. tape.ReadMany().Select(width => (int)width)];
        if (widths.Length is 0 or > MostLayers || widths[^1] != outputs || Parameters(encoder, embedding, widths) != weights.Length)
            throw new InvalidDataException("The weights of a network do not fit the shape that the file gives it.");
        Network<float> network = NewNetwork(encoder, embedding, widths, tape.ReadCount(Tanh), outputs);
        int start = 0;
        foreach (Parameter<float> parameter in network.Parameters)
        {
            float[] values = parameter.Value.AsColumnMajorArray();
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)weights[start++];
        }

        return new Member(encoder, network, scale) { Weight = weight };
    }

    /// <summary>Counted before memory is taken for them.</summary>
    private static long Parameters(RowEncoder encoder, int embedding, int[] widths)
    {
        int places = encoder.Places.Length;
        long count = encoder.Places.Sum(place => (long)place) * embedding, inputs = encoder.Width - places + (long)places * embedding;
        foreach (int width in widths)
        {
            count += (inputs + 1) * width;
            inputs = width;
        }

        return Array.Exists(widths, width => width < 1) ? -1 : count;
    }

    private static Network<float> NewNetwork(RowEncoder encoder, int embedding, int[] widths, int activation, int outputs)
    {
        NetworkBuilder<float> builder = Network.WithInputs<float>(encoder.Width);
        if (encoder.Places.Length > 0)
            builder.Add(encoder.NewEmbedding(embedding));
        foreach (int width in widths[..^1])
            _ = activation == Tanh ? builder.Dense(width).Tanh() : builder.Dense(width).SiLU();
        builder.Dense(outputs);
        return (outputs > 1 ? builder.Softmax() : builder).Build();
    }
}
