using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests;

public sealed class PickedSamplesInDouble : PickedSamplesTests<double>;

public sealed class PickedSamplesInFloat : PickedSamplesTests<float>;

/// <summary>
/// A narrow first layer on wide samples reads them where they lie in the data set. With a layer in front of it that
/// changes nothing they are gathered.
/// </summary>
public abstract class PickedSamplesTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Inputs = 1801, Units = 27, BatchSize = 75, Samples = 190;

    private static readonly Dataset<T> _data = new(Some.Matrix<T>(Samples, Inputs), Some.Matrix<T>(Samples, 3));

    [Theory]
    [InlineData(SampleOrder.Shuffled, 1)]
    [InlineData(SampleOrder.Shuffled, 2)]
    [InlineData(SampleOrder.AsGiven, 1)]
    [InlineData(SampleOrder.WithReplacement, 3)]
    public void Samples_read_where_they_lie_teach_the_same_bits_as_gathered_ones(SampleOrder order, int threads)
    {
        ProductBlocks<T>.PickingPays(BatchSize, Inputs, Units).Should().BeTrue();
        var options = new TrainingOptions
        {
            Epochs = 2,
            BatchSize = BatchSize,
            Order = order,
            Threads = threads,
            L2 = 1e-3,
            Optimizer = new Sgd { LearningRate = 0.01, Momentum = 0.9 },
        };
        Network<T> picking = NewNetwork(Network.WithInputs<T>(Inputs));
        Network<T> gathering = NewNetwork(Network.WithInputs<T>(Inputs).Add(new Scaling<T>(new T[Inputs], [.. Enumerable.Repeat(T.One, Inputs)])));
        for (int i = 0; i < picking.Parameters.Count; i++)
            picking.Parameters[i].Value.CopyTo(gathering.Parameters[i].Value);

        TrainingResult ofPicking = Fit(picking, options);
        TrainingResult ofGathering = Fit(gathering, options);

        Bits.Of(picking).Should().Equal(Bits.Of(gathering));
        ofPicking.History.Select(record => record.Training).Should().Equal(ofGathering.History.Select(record => record.Training));
    }

    [Fact]
    public void Whoever_asks_for_the_input_of_the_layer_is_given_the_samples_of_the_step()
    {
        T[] data = [.. Enumerable.Range(0, 12).Select(T.CreateChecked)];
        var samples = new PickedSamples<T>(rows: 2, columns: 3);
        var pass = new LayerPass<T>(MatrixAccess.New<T>(2, 3), MatrixAccess.New<T>(2, 1), MatrixAccess.New<T>(2, 1), null, [], null, samples);

        foreach (int[] picked in (int[][])[[3, 1], [0, 0], [2, 3]])
        {
            samples.Pick(data, picked);

            pass.Input.ToRowArrays().Should().BeEquivalentTo(picked.Select(i => data[(3 * i)..(3 * i + 3)]), order => order.WithStrictOrdering());
        }
    }

    [Fact]
    public void Samples_that_are_all_zeros_are_found_to_teach_the_first_layer_nothing()
    {
        var zeros = new Dataset<T>(Matrix<T>.Build.Dense(Samples, Inputs), _data.Y);

        TrainingResult result = new Trainer<T>(NewNetwork(Network.WithInputs<T>(Inputs)), new MeanSquaredError<T>(),
            new TrainingOptions { Epochs = 3, BatchSize = BatchSize }).Fit(zeros);

        result.Findings.SelectMany(finding => finding.Effects.Prepend(finding)).Select(finding => finding.Code).Should().Contain(FindingCode.NoGradient);
    }

    private static Network<T> NewNetwork(NetworkBuilder<T> builder) => builder.Dense(Units).ReLU().Dense(3).Build(seed: 1);

    private static TrainingResult Fit(Network<T> network, TrainingOptions options) => new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(_data);
}
