using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>Mistakes in a loss of one's own.</summary>
public sealed class LossFindingTests
{
    private static readonly TrainingOptions _options = new() { Epochs = 2, BatchSize = 16, Seed = 1 };

    public static TheoryData<string> HardLosses => ["argmax", "rounding", "comparison", "argmax without gradient"];

    [Theory]
    [MemberData(nameof(HardLosses))]
    public void A_loss_that_makes_a_hard_choice_is_caught_at_the_first_step(string kind)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(3).Softmax().Build(seed: 1);
        double Hard(Matrix<double> p, Matrix<double> t) => kind switch
        {
            "rounding" => (p.Map(Math.Round) - t).PointwisePower(2).Enumerate().Average(),
            "comparison" => p.Map2((a, b) => (a > 0.5) == (b > 0.5) ? 0.0 : 1.0, t).Enumerate().Average(),
            _ => Labels.FromPredictions(p).Zip(Labels.FromPredictions(t), (a, b) => 1.0 + Math.Abs(a - b)).Average(),
        };
        Loss<double> loss = kind == "argmax without gradient"
            ? Loss.FromFunction<double>((p, t) => (Hard(p, t), Matrix<double>.Build.Dense(p.RowCount, p.ColumnCount)))
            : Loss.Numerical<double>(Hard);
        var reported = new List<EpochRecord>();
        var trainer = new Trainer<double>(network, loss, _options with { Progress = new Recorder(reported) });

        TrainingResult result = trainer.Fit(Some.Classification<double>(60));

        Finding finding = result.ShouldHave(FindingCode.NoGradient, Severity.Error);
        finding.Epoch.Should().Be(1);
        finding.Observation.Should().Contain($"{16 * 3} predictions").And.Contain("exactly 0");
        finding.Remedy.Should().Contain("probability");
        result.Findings[0].Should().BeSameAs(finding);
        reported[0].Findings.Should().Contain(finding);
        result.StopReason.Should().Be(StopReason.NoGradient);
        result.ToString().Should().StartWith("ERROR: No gradient");
    }

    [Fact]
    public void The_probability_weighted_loss_in_its_place_is_fine()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(3).Softmax().Build(seed: 1);
        Loss<double> loss = Loss.FromFunction<double>((p, t) => (p.PointwiseMultiply(1 - t).RowSums().Average(), (1 - t) / p.RowCount));

        TrainingResult result = new Trainer<double>(network, loss, _options).Fit(Some.Classification<double>(60));

        result.Findings.Should().BeEmpty();
    }

    public static TheoryData<string> WrongGradients => ["half", "sum for mean", "sign", "one row", "inner derivative", "zero", "one column"];

    [Theory]
    [MemberData(nameof(WrongGradients))]
    public void A_gradient_that_is_not_that_of_its_loss_is_found_in_double(string kind) => AssertWrongGradientIsFound<double>(kind);

    [Theory]
    [MemberData(nameof(WrongGradients))]
    public void A_gradient_that_is_not_that_of_its_loss_is_found_in_float(string kind) => AssertWrongGradientIsFound<float>(kind);

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(500)]
    public void A_right_gradient_of_ones_own_is_fine_in_both_precisions(int batchSize)
    {
        AssertRightGradientsAreFine<double>(batchSize);
        AssertRightGradientsAreFine<float>(batchSize);
    }

    [Fact]
    public void A_wrong_derivative_given_element_by_element_names_the_slopes()
    {
        Loss<double> loss = Loss.ByElement<double>((p, t) => (p - t) * (p - t), (p, t) => p - t);

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(2).Dense(1).Build(seed: 1), loss, _options).Fit(Some.Regression<double>(50));

        Finding finding = result.ShouldHave(FindingCode.WrongLossGradient, Severity.Error);
        finding.Observation.Should().Contain("0.5 times");
        (finding.Numbers["slope by gradient"] / finding.Numbers["slope by value"]).Should().BeApproximately(0.5, 1e-5);
    }

    [Fact]
    public void Diagnostics_leave_the_weights_of_a_loss_with_a_memory_as_they_are_to_the_bit()
    {
        static double[] Train(Diagnostics diagnostics)
        {
            int calls = 0;
            var random = new RandomStream(3);
            Loss<double> loss = Loss.FromFunction<double>((p, t) =>
            {
                double weight = random.NextDouble() / ++calls;
                return (weight * (p - t).PointwisePower(2).Enumerate().Average(), 2 * weight * (p - t) / (p.RowCount * p.ColumnCount));
            });
            Network<double> network = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(1).Build(seed: 1);
            TrainingResult result = new Trainer<double>(network, loss, new TrainingOptions { Epochs = 12, BatchSize = 8, Diagnostics = diagnostics })
                .Fit(Some.Regression<double>(50));
            result.Findings.Should().BeEmpty();
            return [.. network.Parameters.SelectMany(parameter => parameter.Value.Enumerate())];
        }

        Train(Diagnostics.On).Should().Equal(Train(Diagnostics.Off));
    }

    [Fact]
    public void A_loss_that_refuses_moved_predictions_is_left_in_peace()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        Loss<double> loss = Loss.FromFunction<double>((p, t) =>
        {
            if (p.RowSums().Any(sum => Math.Abs(sum - 1) > 1e-12))
                throw new ArgumentException("no distribution");
            return ((p - t).PointwisePower(2).RowSums().Average(), 2 * (p - t) / p.RowCount);
        });

        TrainingResult result = new Trainer<double>(network, loss, _options).Fit(Some.Classification<double>(60));

        result.Findings.Should().BeEmpty();
    }

    [Fact]
    public void A_loss_that_takes_the_logarithm_of_0_is_told_so()
    {
        // ReLU outputs of exactly 0 reach the logarithm.
        Network<double> network = Network.WithInputs<double>(2).Dense(3).ReLU().Build(seed: 1);
        Loss<double> loss = Loss.ByElement<double>((p, t) => -t * Math.Log(p), (p, t) => -t / p);

        TrainingResult result = new Trainer<double>(network, loss, _options).Fit(Some.Classification<double>(60));

        result.StopReason.Should().Be(StopReason.Diverged);
        result.ShouldHave(FindingCode.NonFiniteLoss, Severity.Error).Observation.Should().Contain("step 1");
    }

    private static void AssertWrongGradientIsFound<T>(string kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T two = T.CreateChecked(2);
        Loss<T> loss = Loss.FromFunction<T>((p, t) =>
        {
            Matrix<T> difference = p - t;
            T elements = T.CreateChecked(p.RowCount * p.ColumnCount);
            double value = difference.Enumerate().Average(d => double.CreateChecked(d * d));
            Matrix<T> right = difference * (two / elements);
            return (value, kind switch
            {
                "half" => right / two,
                "sum for mean" => right * elements,
                "sign" => -right,
                "one row" => right.MapIndexed((i, _, g) => i == 0 ? g : T.Zero),
                "inner derivative" => right.Map(g => g * T.Abs(g) * elements),
                "one column" => right.MapIndexed((_, j, g) => j == 0 ? g : T.Zero),
                _ => right * T.Zero,
            });
        });
        Network<T> network = Network.WithInputs<T>(2).Dense(8).Tanh().Dense(3).Build(seed: 1);

        TrainingResult result = new Trainer<T>(network, loss, _options with { BatchSize = 50 }).Fit(Some.Regression<T>(200, outputs: 3));

        FindingCode expected = kind == "zero" ? FindingCode.NoGradient : FindingCode.WrongLossGradient;
        result.ShouldHave(expected, Severity.Error).Remedy.Should().Contain(kind == "zero" ? "gradient" : "GradientCheck");
    }

    private static void AssertRightGradientsAreFine<T>(int batchSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T two = T.CreateChecked(2);
        T small = T.CreateChecked(1e-3);
        Loss<T>[] losses =
        [
            Loss.ByElement<T>((p, t) => (p - t) * (p - t), (p, t) => two * (p - t)),
            Loss.ByElement<T>((p, t) => T.Abs(p - t), (p, t) => T.CreateChecked(T.Sign(p - t))),
            Loss.ByElement<T>((p, t) => T.Max(T.Zero, T.One - t * p), (p, t) => t * p < T.One ? -t : T.Zero),
            Loss.ByElement<T>((p, t) => -T.Log(p * p + small), (p, t) => -two * p / (p * p + small)),
            Loss.ByElement<T>((p, t) => T.Exp(p - t), (p, t) => T.Exp(p - t)),
            Loss.FromFunction<T>((p, t) => (p.Enumerate().Sum(v => double.CreateChecked(v * v * v)), p.Map(v => (T.One + two) * v * v))),
        ];
        for (int i = 0; i < 5 * losses.Length; i++)
        {
            Network<T> network = Network.WithInputs<T>(2).Dense(8).Tanh().Dense(3).Build(seed: i);

            TrainingResult result = new Trainer<T>(network, losses[i % losses.Length],
                _options with { BatchSize = batchSize, Steps = 3, Optimizer = new Sgd { LearningRate = 1e-4 } }).Fit(Some.Regression<T>(500, outputs: 3));

            result.ShouldHaveNoWarning();
        }
    }

    [Fact]
    public void A_loss_that_reports_a_root_and_descends_the_square_is_worth_knowing_where_the_network_learns()
    {
        Matrix<double> x = Some.Matrix<double>(200, 2), y = Matrix<double>.Build.Dense(200, 1, (i, _) => x[i, 0] - x[i, 1]);
        Loss<double> loss = Loss.FromFunction<double>((p, t) => (Math.Sqrt((p - t).PointwisePower(2).RowSums().Average()), (p - t) * (2.0 / p.RowCount)));
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, loss, new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.1 } }).Fit(x, y);

        result.ShouldHave(FindingCode.WrongLossGradient, Severity.Information);
        result.ShouldHaveNoWarning();
    }

    private sealed class Recorder(List<EpochRecord> records) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => records.Add(value);
    }
}
