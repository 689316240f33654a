using System.Globalization;

namespace NeuralNet.Tests;

/// <summary>Settings that may be to blame are tried without, when the run is over.</summary>
public class SettingTrialTests
{
    private static readonly TrainingOptions _usual = new() { Optimizer = new Adam { LearningRate = 0.005 }, Epochs = 100, Threads = 1, Seed = 3 };

    [Fact]
    public void A_penalty_is_named_with_what_a_few_steps_without_it_showed()
    {
        Finding finding = Run(_usual with { L2 = 1 }).Result.ShouldHave(FindingCode.PenaltyTooStrong);

        finding.Observation.Should().MatchRegex("Tried for [0-9]+ steps from the (initial|final) weights: with L2 of 1 the loss is [0-9.]+, without [0-9.]+");
    }

    [Fact]
    public void All_trials_together_take_at_most_a_fiftieth_of_the_steps_of_the_run()
    {
        TrainingResult result = Run(_usual with { L2 = 1, Clipping = GradientClipping.ByNorm(1) }, dropout: 0.1).Result;

        string text = result.ShouldHave(FindingCode.PenaltyTooStrong).Observation;
        string[] words = text[text.IndexOf("Tried for", StringComparison.Ordinal)..].Split(' ');
        int steps = int.Parse(words[2], CultureInfo.InvariantCulture);
        (steps * 4).Should().BeLessThanOrEqualTo((int)(result.Steps / 50), "three settings are tried without, and once as it was set");
    }

    [Fact]
    public void What_is_set_beside_the_culprit_is_acquitted()
    {
        TrainingResult result = Run(_usual with { L2 = 1, Clipping = GradientClipping.ByNorm(1) }, dropout: 0.1).Result;

        result.Findings[0].Code.Should().Be(FindingCode.PenaltyTooStrong);
        result.Findings.Should().NotContain(finding => finding.Code == FindingCode.DropoutTooStrong || finding.Code == FindingCode.ClippingTooTight);
    }

    [Fact]
    public void A_momentum_that_swings_is_named()
    {
        TrainingOptions options = _usual with { Optimizer = new Sgd { LearningRate = 0.003, Momentum = 0.999 } };

        Run(options).Result.ShouldHave(FindingCode.LearningRateTooHigh);
    }

    [Fact]
    public void Weights_of_samples_under_which_few_decide_are_named()
    {
        // One sample in thirty weighs a million times as much.
        double[] weights = [.. Enumerable.Range(0, 600).Select(i => i % 30 == 7 ? 1e6 : 1)];

        Finding finding = Run(_usual with { BatchSize = 600, Epochs = 1500 }, weights: weights).Result.ShouldHave(FindingCode.WrongClassWeights);

        finding.Observation.Should().Contain("of the variance, without");
    }

    [Fact]
    public void Trials_change_no_weight_and_no_later_run()
    {
        TrainingOptions options = _usual with
        {
            L2 = 1,
            Optimizer = new AdamW { LearningRate = new CosineDecay(0.005, 100) },
            Clipping = GradientClipping.ByNorm(1),
        };

        Run(options, dropout: 0.2, fits: 2).Weights.Should().Equal(Run(options with { Diagnostics = Diagnostics.Off }, dropout: 0.2, fits: 2).Weights);
    }

    [Fact]
    public void They_show_the_same_again_and_with_any_number_of_threads()
    {
        TrainingOptions options = _usual with { L2 = 1 };
        string once = Run(options).Result.Findings[0].ToString();

        Run(options).Result.Findings[0].ToString().Should().Be(once);
        Run(options with { Threads = 4 }).Result.Findings[0].ToString().Should().Be(once);
    }

    [Fact]
    public void They_show_the_same_where_the_run_was_interrupted()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        TrainingOptions options = _usual with { L2 = 1 };
        string whole = Run(options).Result.Findings[0].ToString();
        Network<double> network = NewNetwork(0);
        (Matrix<double> x, Matrix<double> y) = Data();
        using var cancellation = new CancellationTokenSource();
        TrainingOptions interrupted = options with
        {
            Checkpoint = new CheckpointOptions(path),
            Progress = new Cancel(cancellation),
        };
        new Trainer<double>(network, new MeanSquaredError<double>(), interrupted).Fit(x, y, cancellation.Token).StopReason.Should().Be(StopReason.Cancelled);

        TrainingResult result = Trainer.Load<double>(path).Fit(x, y);

        File.Delete(path);
        result.Findings[0].ToString().Should().Be(whole);
    }

    [Fact]
    public void A_layer_of_ones_own_takes_part_in_no_trial()
    {
        (Matrix<double> x, Matrix<double> y) = Data();
        Network<double> network = Network.WithInputs<double>(3).Dense(24).Add(new Half()).Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _usual with { L2 = 1 }).Fit(x, y);

        result.Findings.Should().NotBeEmpty();
        result.ToString().Should().NotContain("Tried for");
    }

    [Fact]
    public void A_layer_that_keeps_its_weights_within_bounds_is_called_for_the_steps_of_the_run_only()
    {
        (Matrix<double> x, Matrix<double> y) = Data();
        var bounded = new Bounded();
        Network<double> network = Network.WithInputs<double>(3).Dense(24).Add(bounded).Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _usual with { L2 = 1 }).Fit(x, y);

        bounded.Calls.Should().Be((int)result.Steps);
        result.ToString().Should().NotContain("Tried for");
    }

    [Fact]
    public void A_loss_of_ones_own_with_a_memory_takes_part_in_no_trial()
    {
        (Matrix<double> x, Matrix<double> y) = Data();

        TrainingResult result = new Trainer<double>(NewNetwork(0), new Remembering(), _usual with { L2 = 1 }).Fit(x, y);

        result.Steps.Should().BeGreaterThan(0);
        result.ToString().Should().NotContain("Tried for");
    }

    [Fact]
    public void Targets_with_gaps_are_trained_on_without_a_trial()
    {
        (Matrix<double> x, Matrix<double> y) = Data();
        y[7, 0] = double.NaN;

        TrainingResult result = new Trainer<double>(NewNetwork(0), new KnownOnly(), _usual with { L2 = 1 }).Fit(x, y);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.Findings.Should().BeEmpty();
    }

    private static (TrainingResult Result, double[] Weights) Run(TrainingOptions options, double dropout = 0, double[]? weights = null, int fits = 1)
    {
        Network<double> network = NewNetwork(dropout);
        (Matrix<double> x, Matrix<double> y) = Data();
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), options);
        TrainingResult result = trainer.Fit(new Dataset<double>(x, y) { SampleWeights = weights });
        for (int i = 1; i < fits; i++)
            result = trainer.Fit(new Dataset<double>(x, y) { SampleWeights = weights });
        return (result, [.. network.Parameters.SelectMany(parameter => parameter.Value.Enumerate())]);
    }

    private static Network<double> NewNetwork(double dropout)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(3).Dense(24).ReLU();
        return (dropout > 0 ? builder.Dropout(dropout) : builder).Dense(1).Build(seed: 1);
    }

    /// <summary>y = sin 2a + b c / 2.</summary>
    private static (Matrix<double> X, Matrix<double> Y) Data()
    {
        var random = new RandomStream(seed: 5);
        Matrix<double> x = Matrix<double>.Build.Dense(600, 3, (_, _) => random.NextNormal());
        return (x, Matrix<double>.Build.Dense(600, 1, (i, _) => Math.Sin(2 * x[i, 0]) + x[i, 1] * x[i, 2] / 2));
    }

    private class Half : Activation<double>
    {
        protected override void Forward(ReadOnlySpan<double> x, Span<double> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = Math.Max(x[i], x[i] / 2);
        }

        protected override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx)
        {
            for (int i = 0; i < x.Length; i++)
                dx[i] = x[i] > 0 ? dy[i] : dy[i] / 2;
        }
    }

    private sealed class Bounded : Half, IConstrainedLayer
    {
        public int Calls { get; private set; }

        public void Constrain() => Calls++;
    }

    /// <summary>Squared errors of the elements whose targets are known.</summary>
    private class Squares : Loss<double>
    {
        public override double Evaluate(Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights, Matrix<double> gradient)
        {
            double sum = 0;
            for (int i = 0; i < predictions.RowCount; i++)
            {
                double error = double.IsNaN(targets[i, 0]) ? 0 : predictions[i, 0] - targets[i, 0];
                sum += rowWeights[i] * error * error;
                gradient[i, 0] = 2 * rowWeights[i] * error;
            }

            return sum;
        }
    }

    private sealed class KnownOnly : Squares
    {
        public override TargetGaps TargetGaps => TargetGaps.LeftOut;
    }

    /// <summary>Remembers how often it was asked, and answers a little more each time.</summary>
    private sealed class Remembering : Squares
    {
        private int _calls;

        public override double Evaluate(Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights, Matrix<double> gradient)
            => base.Evaluate(predictions, targets, rowWeights, gradient) + 1e-9 * ++_calls;
    }

    private sealed class Cancel(CancellationTokenSource source) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            if (value.Epoch == 40)
                source.Cancel();
        }
    }
}
