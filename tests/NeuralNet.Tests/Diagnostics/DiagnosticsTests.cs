using System.Numerics;

namespace NeuralNet.Tests;

public sealed class DiagnosticsInDouble : DiagnosticsTests<double>;

public sealed class DiagnosticsInFloat : DiagnosticsTests<float>;

/// <summary>Looking for reasons changes nothing, can be switched off, and costs a step nothing.</summary>
public abstract class DiagnosticsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void Weights_and_scores_are_the_same_to_the_bit_with_and_without_them()
    {
        foreach (Optimizer optimizer in Some.Optimizers(0.05))
        {
            (T[] weights, TrainingResult result) = Train(Diagnostics.On, optimizer);
            (T[] expected, TrainingResult without) = Train(Diagnostics.Off, optimizer);

            weights.Should().Equal(expected);
            result.History.Select(record => record.Training).Should().Equal(without.History.Select(record => record.Training));
            result.History.Select(record => record.Validation).Should().Equal(without.History.Select(record => record.Validation));
        }
    }

    [Fact]
    public void Switched_off_they_find_nothing()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Sigmoid().Build(seed: 1);
        Matrix<T> x = Some.Matrix<T>(30, 2) * T.CreateChecked(1000);
        var options = new TrainingOptions { Epochs = 2, Diagnostics = Diagnostics.Off };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(x, x.SubMatrix(0, 30, 0, 1));

        result.Findings.Should().BeEmpty();
        result.History.Should().OnlyContain(record => record.Findings.Count == 0);
    }

    [Fact]
    public void Findings_are_the_same_every_time()
    {
        static string Findings()
        {
            Network<T> network = Network.WithInputs<T>(2).Dense(20).ReLU().Dense(3).Softmax().Build(seed: 1);
            var options = new TrainingOptions { Epochs = 30, Optimizer = new Sgd { LearningRate = 1e-7 } };
            return string.Join("\n", new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), options).Fit(Some.Classification<T>(100)).Findings);
        }

        Findings().Should().Be(Findings()).And.NotBeEmpty();
    }

    [Fact]
    public void What_is_found_before_training_comes_with_the_report_of_the_first_epoch()
    {
        Matrix<T> x = Some.Matrix<T>(50, 2);
        x.SetColumn(0, x.Column(0) * T.CreateChecked(1000));
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        var options = new TrainingOptions { Epochs = 3, Optimizer = new Sgd { LearningRate = 1e-9 } };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(x, x.SubMatrix(0, 50, 1, 1));

        result.History[0].Findings.Should().ContainSingle(finding => finding.Code == FindingCode.InputsNotScaled && finding.Epoch == 0);
        result.History.Skip(1).Should().OnlyContain(record => record.Findings.Count == 0);
        default(EpochRecord).Findings.Should().BeEmpty();
    }

    [Fact]
    public void Without_any_epoch_the_data_are_looked_at_all_the_same()
    {
        Matrix<T> x = Some.Matrix<T>(50, 2) * T.CreateChecked(1000);

        TrainingResult result = new Trainer<T>(Network.WithInputs<T>(2).Dense(2).Build(seed: 1), new MeanSquaredError<T>(), new TrainingOptions { Epochs = 0 })
            .Fit(x, x);

        result.Findings.Should().ContainSingle(finding => finding.Code == FindingCode.InputsNotScaled);
    }

    [Fact]
    public void More_epochs_allocate_no_more_than_their_records_and_a_look_now_and_then()
    {
        // 40 steps an epoch; a step that allocates anything would show 40 times over. The looks themselves allocate
        // nothing: only records do, of about 200 bytes each.
        static long Allocated(int epochs, Diagnostics diagnostics)
        {
            Dataset<T> data = Some.Classification<T>(320);
            Network<T> network = Network.WithInputs<T>(2).Dense(16).ReLU().Dense(3).Softmax().Build(seed: 1);
            var trainer = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions
            {
                Epochs = epochs,
                BatchSize = 8,
                Threads = 1,
                Diagnostics = diagnostics,
            });
            long before = GC.GetAllocatedBytesForCurrentThread();
            trainer.Fit(data);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(5, Diagnostics.On);
        long few = Allocated(20, Diagnostics.On) - Allocated(20, Diagnostics.Off);
        long many = Allocated(100, Diagnostics.On) - Allocated(100, Diagnostics.Off);

        (many - few).Should().BeLessThan(80 * 40, "80 epochs more make 3,200 steps more, less than a byte a step");
    }

    private static (T[] Weights, TrainingResult Result) Train(Diagnostics diagnostics, Optimizer optimizer)
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(12).ReLU().Dropout(0.2).Dense(8).Tanh().Dense(3).Softmax().Build(seed: 5);
        var options = new TrainingOptions
        {
            Epochs = 15,
            BatchSize = 7,
            Seed = 5,
            L1 = 1e-4,
            L2 = 1e-3,
            ValidationFraction = 0.2,
            Optimizer = optimizer,
            Clipping = GradientClipping.ByNorm(1),
            StopWhenLossBelow = 1e-9,
            Diagnostics = diagnostics,
        };
        TrainingResult result = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), options).Fit(Some.Classification<T>(100));
        return ([.. network.Parameters.SelectMany(parameter => parameter.Value.Enumerate())], result);
    }
}
