using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>One network of a model, with the encoding of columns that was fitted on its own training rows.</summary>
/// <remarks>
/// So members have different inputs, and no ensemble of networks of the same inputs can be their mean.
/// </remarks>
/// <param name="encoder">From raw rows to inputs.</param>
/// <param name="network">From inputs to a scaled number or to probabilities.</param>
/// <param name="scale">From a scaled number to one in its unit.</param>
internal sealed class Member(RowEncoder encoder, Network<float> network, TargetScale scale)
{
    private const int MostOnTheStack = 512;

    private readonly FrozenNetwork<float> _frozen = network.ToFrozen();

    public RowEncoder Encoder => encoder;

    public Network<float> Network => network;

    public TargetScale Scale => scale;

    /// <summary>The share of its prediction in that of the model.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether the member before has the same inputs.</summary>
    private bool IsEncodedBefore { get; init; }

    public Member Weighing(double weight) => new(encoder, network, scale) { Weight = weight };

    /// <summary>
    /// Members that were trained on the same rows one after the other, so that a row is encoded once for all of them.
    /// </summary>
    public static Member[] Grouped(Member[] members)
        => [.. members.GroupBy(member => string.Join(' ', member.Encoder.ToArray().Select(BitConverter.DoubleToInt64Bits)))
            .SelectMany(group => group.Select((member, i) =>
                new Member(member.Encoder, member.Network, member.Scale) { Weight = member.Weight, IsEncodedBefore = i > 0 }))];

    /// <summary>Adds the weighted predictions of members; allocates nothing unless a network is wide.</summary>
    /// <param name="members">As they are grouped.</param>
    /// <param name="row">A raw row.</param>
    /// <param name="sums">An element an output.</param>
    public static void AddPredictions(Member[] members, ReadOnlySpan<double> row, Span<double> sums)
    {
        int width = 0;
        foreach (Member member in members)
            width = Math.Max(width, member.Encoder.Width);
        Span<float> inputs = width <= MostOnTheStack ? stackalloc float[width] : new float[width];
        foreach (Member member in members)
        {
            Span<float> own = inputs[..member.Encoder.Width];
            if (!member.IsEncodedBefore)
                member.Encoder.Encode(row, own);
            member.AddPrediction(own, sums);
        }
    }

    /// <summary>Adds the weighted prediction of a raw row; allocates nothing unless the network is wide.</summary>
    public void AddPrediction(ReadOnlySpan<double> row, Span<double> sums)
    {
        Span<float> inputs = encoder.Width <= MostOnTheStack ? stackalloc float[encoder.Width] : new float[encoder.Width];
        encoder.Encode(row, inputs);
        AddPrediction(inputs, sums);
    }

    private void AddPrediction(ReadOnlySpan<float> inputs, Span<double> sums)
    {
        Span<float> outputs = sums.Length <= MostOnTheStack ? stackalloc float[sums.Length] : new float[sums.Length];
        _frozen.Predict(inputs, outputs);
        for (int k = 0; k < sums.Length; k++)
            sums[k] += Weight * (sums.Length == 1 ? scale.Restore(outputs[k]) : outputs[k]);
    }

    /// <summary>Adds the weighted derivatives of predictions by some columns.</summary>
    /// <param name="rows">Raw rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="sums">For each row <c>outputs x columns</c>, output by output.</param>
    public void AddDerivatives(double[][] rows, int[] columns, double[][] sums)
    {
        float[] inputs = new float[encoder.Width], outputs = new float[network.Outputs];
        double[] slopes = new double[encoder.Width];
        Matrix<float> x = Matrix<float>.Build.Dense(rows.Length, encoder.Width);
        for (int i = 0; i < rows.Length; i++)
        {
            encoder.Encode(rows[i], inputs);
            x.SetRow(i, inputs);
        }

        IReadOnlyList<Matrix<float>> jacobians = network.Jacobian(x);
        for (int i = 0; i < rows.Length; i++)
        {
            encoder.Encode(rows[i], inputs);
            encoder.Slopes(rows[i], slopes);
            _frozen.Predict(inputs, outputs);
            double factor = Weight * (outputs.Length == 1 ? scale.Slope(outputs[0]) : 1);
            for (int k = 0; k < outputs.Length; k++)
            {
                for (int c = 0; c < columns.Length; c++)
                {
                    int start = encoder.StartOf(columns[c]), width = encoder.Encodings[columns[c]].Width;
                    double sum = 0;
                    for (int input = start; input < start + width; input++)
                        sum += slopes[input] * jacobians[i][k, input];
                    sums[i][k * columns.Length + c] += factor * sum;
                }
            }
        }
    }

    /// <summary>Predictions of many rows, <c>rows x outputs</c>, row by row, not weighted.</summary>
    /// <param name="x">Inputs, already encoded.</param>
    public double[] Predict(Matrix<float> x)
    {
        Matrix<float> y = _frozen.Predict(x);
        double[] result = new double[y.RowCount * y.ColumnCount];
        for (int i = 0; i < y.RowCount; i++)
        {
            for (int k = 0; k < y.ColumnCount; k++)
                result[i * y.ColumnCount + k] = y.ColumnCount == 1 ? scale.Restore(y[i, k]) : y[i, k];
        }

        return result;
    }
}
