using System.Numerics;

namespace NeuralNet.Tests;

public sealed class EdgeCasesInDouble : EdgeCaseTests<double>;

public sealed class EdgeCasesInFloat : EdgeCaseTests<float>;

/// <summary>Cases at the edge of what makes sense, which must simply work.</summary>
public abstract class EdgeCaseTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Matrix<T> _x = Matrix<T>.Build.Dense(5, 2, (i, j) => T.CreateChecked(0.3 * i - 0.7 * j));
    private static readonly Matrix<T> _y = Matrix<T>.Build.Dense(5, 1, (i, _) => T.CreateChecked(i * i * 0.1));

    public static TheoryData<MinibatchOptimizer> Optimizers() => [.. Some.Optimizers(rate: 0.01)];

    [Fact]
    public void One_sample_can_be_learned()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Tanh().Dense(1).Build(seed: 1);
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.1 }, Epochs = 200 };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(_x.SubMatrix(4, 1, 0, 2), _y.SubMatrix(4, 1, 0, 1));

        result.Steps.Should().Be(200);
        result.History[^1].Training.Loss.Should().BeLessThan(1e-6);
    }

    [Fact]
    public void One_class_is_predicted_with_certainty()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions { Epochs = 3 }).Fit(_x, [0, 0, 0, 0, 0]);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.History.Should().OnlyContain(record => record.Training.Loss == 0);
        network.Predict(_x).Enumerate().Should().AllBeEquivalentTo(T.One);
    }

    [Fact]
    public void A_batch_larger_than_the_data_holds_all_samples_once()
    {
        Network<T> larger = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        Network<T> exact = larger.Clone();

        TrainingResult result = new Trainer<T>(larger, new MeanSquaredError<T>(), new TrainingOptions { BatchSize = int.MaxValue, Epochs = 4 }).Fit(_x, _y);
        new Trainer<T>(exact, new MeanSquaredError<T>(), new TrainingOptions { BatchSize = 5, Epochs = 4 }).Fit(_x, _y);

        result.Steps.Should().Be(4);
        Bits.Of(larger).Should().Equal(Bits.Of(exact));
    }

    [Fact]
    public void The_last_smaller_minibatch_is_averaged_over_its_own_size()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        Network<T> expected = network.Clone();
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.1 }, BatchSize = 2, Epochs = 1, Order = SampleOrder.AsGiven };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(_x, _y);
        double[] losses = new double[3];
        for (int batch = 0; batch < 3; batch++)
        {
            int size = batch == 2 ? 1 : 2;
            losses[batch] = new Trainer<T>(expected, new MeanSquaredError<T>(), options)
                .Fit(_x.SubMatrix(2 * batch, size, 0, 2), _y.SubMatrix(2 * batch, size, 0, 1)).History[0].Training.Loss;
        }

        result.Steps.Should().Be(3);
        Bits.Of(network).Should().Equal(Bits.Of(expected));
        result.History[0].Training.Loss.Should().BeApproximately((2 * losses[0] + 2 * losses[1] + losses[2]) / 5, 1e-12);
    }

    [Fact]
    public void No_epochs_train_nothing()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions { Epochs = 0 }).Fit(_x, _y);

        result.Should().BeEquivalentTo(new { StopReason = StopReason.EpochsReached, Steps = 0L });
        result.History.Should().BeEmpty();
        result.ToString().Should().Contain("0 steps, 0 epochs");
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void No_steps_train_nothing()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions { Steps = 0 }).Fit(_x, _y);

        result.Should().BeEquivalentTo(new { StopReason = StopReason.StepsReached, Steps = 0L });
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void No_rows_are_predicted_as_no_rows()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).ReLU().Dense(4).Softmax().Build(seed: 1);
        Matrix<T> nothing = Matrix<T>.Build.Dense(0, 2);

        Matrix<T> predictions = network.Predict(nothing);

        (predictions.RowCount, predictions.ColumnCount).Should().Be((0, 4));
        network.Classify(nothing).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_rate_of_0_changes_nothing_to_the_bit(MinibatchOptimizer optimizer)
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Tanh().Dense(1).Build(seed: 1);
        network.Parameters[0].Value[0, 0] = T.NegativeZero;
        network.Parameters[0].Value[1, 1] = T.Epsilon;
        byte[] before = Bits.Of(network);
        var options = new TrainingOptions { Optimizer = optimizer with { LearningRate = 0 }, Epochs = 3, BatchSize = 2, L2 = 0.1, L1 = 0.1 };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(_x, _y);

        result.Steps.Should().Be(9);
        Bits.Of(network).Should().Equal(before);
    }
}
