namespace NeuralNet.Uncertainty.Tests;

public sealed class ClassTests
{
    private static readonly Matrix<double> _probabilities = Samples.FromRows<double>([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4], [0, 1, 0]]);

    private static readonly int[] _labels = [0, 1, 0, 1];

    [Fact]
    public void Log_loss_and_brier_score_are_the_published_formulas()
    {
        ProbabilityScores.LogLoss(_probabilities, _labels).Should().BeApproximately(-(Math.Log(0.7) + Math.Log(0.8) + Math.Log(0.3)) / 4, 1e-15);
        ProbabilityScores.Brier(_probabilities, _labels).Should()
            .BeApproximately((0.09 + 0.04 + 0.01 + (0.01 + 0.04 + 0.01) + (0.49 + 0.09 + 0.16) + 0) / 4, 1e-15);
    }

    [Fact]
    public void One_column_is_the_probability_of_class_1()
    {
        Matrix<double> p = Samples.FromRows<double>([[0.9], [0.4]]);

        ProbabilityScores.LogLoss(p, [1, 0]).Should().BeApproximately(-(Math.Log(0.9) + Math.Log(0.6)) / 2, 1e-15);
        ProbabilityScores.Brier(p, [1, 0]).Should().BeApproximately((0.01 + 0.16) / 2, 1e-15);
    }

    [Fact]
    public void A_class_taken_for_impossible_costs_much_and_no_infinity()
    {
        ProbabilityScores.LogLoss(Samples.FromRows<double>([[1, 0]]), [1]).Should().BeApproximately(36.04, 0.01);
        ProbabilityScores.LogLoss(Samples.FromRows<double>([[1, 0]]), [0]).Should().Be(0);
        ProbabilityScores.Brier(Samples.FromRows<double>([[1, 0]]), [1]).Should().Be(2);
    }

    [Fact]
    public void The_calibration_curve_holds_confidence_against_right_answers()
    {
        CalibrationCurve curve = CalibrationCurve.Of(_probabilities, _labels, bins: 10);

        curve.Bins.Should().Equal(new CalibrationBin(0.4, 0, 1), new CalibrationBin(0.7, 1, 1), new CalibrationBin(0.8, 1, 1), new CalibrationBin(1, 1, 1));
        curve.ExpectedError.Should().BeApproximately((0.4 + 0.3 + 0.2 + 0) / 4, 1e-15);
        ProbabilityScores.CalibrationError(_probabilities, _labels).Should().Be(curve.ExpectedError);
    }

    [Fact]
    public void Probabilities_that_are_true_have_a_small_calibration_error()
    {
        var random = new RandomStream(1);
        Matrix<double> p = Matrix<double>.Build.Dense(20_000, 1, (_, _) => random.NextDouble());
        int[] labels = [.. p.Column(0).Select(value => random.NextDouble() < value ? 1 : 0)];

        ProbabilityScores.CalibrationError(p, labels).Should().BeLessThan(0.015);
        ProbabilityScores.CalibrationError(p.Map(value => value * value), labels).Should().BeGreaterThan(0.1);
    }

    /// <summary>The example of scikit-learn's documentation of roc_curve and average_precision_score.</summary>
    [Fact]
    public void Curves_are_those_of_scikit_learn()
    {
        double[] scores = [0.1, 0.4, 0.35, 0.8];
        int[] labels = [0, 0, 1, 1];

        RocCurve roc = RocCurve.Of(scores, labels);
        PrecisionRecallCurve curve = PrecisionRecallCurve.Of(scores, labels);

        roc.Points.Should().Equal(new RocPoint(double.PositiveInfinity, 0, 0), new RocPoint(0.8, 0, 0.5), new RocPoint(0.4, 0.5, 0.5),
            new RocPoint(0.35, 0.5, 1),
            new RocPoint(0.1, 1, 1));
        roc.Area.Should().Be(0.75);
        curve.Points.Select(point => point.Precision).Should().Equal(1, 0.5, 2.0 / 3, 0.5);
        curve.Points.Select(point => point.Recall).Should().Equal(0.5, 0.5, 1, 1);
        curve.Area.Should().BeApproximately(0.8333333333333333, 1e-15);
        curve.Baseline.Should().Be(0.5);
    }

    [Fact]
    public void The_area_under_the_roc_curve_is_that_of_its_trapezia_with_equal_scores_too()
    {
        var random = new RandomStream(2);
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => (double)random.NextInteger(20))];
        int[] labels = [.. scores.Select(score => random.NextDouble() < score / 20 ? 1 : 0)];

        RocCurve roc = RocCurve.Of(scores, labels);

        double area = roc.Points.Zip(roc.Points.Skip(1), (a, b) => (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2)
            .Sum();
        roc.Area.Should().BeApproximately(area, 1e-12);
        roc.Points.Should().HaveCount(1 + scores.Distinct().Count());
    }

    [Fact]
    public void Labels_that_allow_no_curve_are_refused()
    {
        Refused(() => RocCurve.Of([], []), "*no samples of class 1*");
        Refused(() => RocCurve.Of([1, 2], [1, 1]), "*only samples of class 1*");
        Refused(() => PrecisionRecallCurve.Of([1, 2], [0, 0]), "*no samples of class 1*");
        Refused(() => RocCurve.Of([1, double.NaN], [0, 1]), "*'scores'[1] is NaN*");
        Refused(() => RocCurve.Of([1, 2], [0, 2]), "*'labels'[1] is 2*");
        Refused(() => RocCurve.Of([1, 2], [0]), "*2 values*1*");
        RocCurve.Of([double.NegativeInfinity, double.PositiveInfinity], [0, 1]).Area.Should().Be(1);
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Refused(() => ProbabilityScores.LogLoss(Samples.FromRows<double>([[0.5, 0.6]]), [0]), "*Row 0*sums to 1.1*");
        Refused(() => ProbabilityScores.LogLoss(Samples.FromRows<double>([[2, -1]]), [0]), "*2 at row 0, column 0*Softmax or Sigmoid*");
        Refused(() => ProbabilityScores.Brier(Samples.FromRows<double>([[double.NaN, 1]]), [0]), "*NaN at row 0, column 0*");
        Refused(() => ProbabilityScores.Brier(Samples.FromRows<double>([[0, 1]]), [2]), "*'labels'[0] is 2*0 to 1*");
        Refused(() => ProbabilityScores.Brier(Samples.FromRows<double>([[0, 1]]), []), "*1 rows*0 values*");
        Refused(() => CalibrationCurve.Of(_probabilities, _labels, bins: 0), "*'bins' is 0*");
    }

    [Fact]
    public void The_temperature_is_the_one_that_the_logits_were_multiplied_by()
    {
        (Matrix<double> x, int[] labels) = Sets.Classes(20_000, seed: 1);
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1);
        network.Parameters[0].Value.SetColumn(0, [6, -3]);

        TemperatureScaling<double> scaling = TemperatureScaling.Calibrate(network, x, labels);

        // The true log odds are 2 x0 - x1, a third of the network's.
        scaling.Temperature.Should().BeApproximately(3, 0.1);
        scaling.LogLossBefore.Should().BeApproximately(ProbabilityScores.LogLoss(network.Predict(x), labels), 1e-12);
        scaling.LogLossAfter.Should().BeApproximately(ProbabilityScores.LogLoss(scaling.Network.Predict(x), labels),
            1e-12).And.BeLessThan(scaling.LogLossBefore);
        foreach (double factor in new[] { 0.99, 1.01 })
            LogLossAt(scaling.Temperature * factor).Should().BeGreaterThan(scaling.LogLossAfter);
        scaling.Network.Classify(x).Should().Equal(network.Classify(x));

        double LogLossAt(double temperature)
            => ProbabilityScores.LogLoss(x.Column(0).MapIndexed((i, value) => 1 / (1 + Math.Exp((-6 * value + 3 * x[i, 1]) / temperature))).ToColumnMatrix(),
                labels);
    }

    [Fact]
    public void Several_classes_have_one_temperature_which_is_saved_with_the_network()
    {
        (Matrix<double> x, int[] labels) = Sets.Classes(500, seed: 2);
        Network<double> network = Network.WithInputs<double>(2).Dense(16).Tanh().Dense(2).Softmax().Build(seed: 1);
        new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Epochs = 60, Optimizer = new Adam { LearningRate = 0.05 } })
            .Fit(x.SubMatrix(0, 100, 0, 2), labels[..100]);
        (Matrix<double> held, int[] heldLabels) = (x.SubMatrix(100, 400, 0, 2), labels[100..]);

        TemperatureScaling<double> scaling = TemperatureScaling.Calibrate(network, held, heldLabels);

        using var file = new MemoryStream();
        scaling.Network.Save(file);
        file.Position = 0;
        Network.Load<double>(file).Predict(held).Should().Be(scaling.Network.Predict(held));
        scaling.Temperature.Should().BeGreaterThan(1);
        scaling.LogLossAfter.Should().BeLessThan(scaling.LogLossBefore);
        scaling.Network.Classify(held).Should().Equal(network.Classify(held));
    }

    [Fact]
    public void Thresholds_move_with_the_probabilities()
    {
        (Matrix<double> x, int[] labels) = Sets.Classes(300, seed: 3);
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1);
        network.Parameters[0].Value.SetColumn(0, [6, -3]);
        network.UseDecisionRule(DecisionRule.Above(0.2));

        TemperatureScaling.Calibrate(network, x, labels).Network.Classify(x).Should().Equal(network.Classify(x));
    }

    [Fact]
    public void Where_no_temperature_is_best_it_is_1()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Sigmoid().Build(seed: 1);
        network.Parameters[0].Value[0, 0] = 1;
        Matrix<double> x = Samples.FromRows<double>([[-1], [1]]);

        TemperatureScaling.Calibrate(network, x, [0, 1]).Temperature.Should().Be(1);
        TemperatureScaling.Calibrate(network, x, [1, 0]).Temperature.Should().Be(1);
        TemperatureScaling.Calibrate(network, x, [1, 1]).Network.Predict(x).Should().Be(network.Predict(x));
    }

    [Fact]
    public void A_network_that_gives_no_probabilities_has_no_temperature()
    {
        Refused(() => TemperatureScaling.Calibrate(Network.WithInputs<double>(1).Dense(2).Build(), Matrix<double>.Build.Dense(1, 1), [0]),
            "*ends in Dense 1 -> 2*");
        Refused(() => TemperatureScaling.Calibrate(Network.WithInputs<double>(1).Dense(2).Sigmoid().Build(), Matrix<double>.Build.Dense(1, 1), [0]),
            "*one output*");
        Refused(() => TemperatureScaling.Calibrate(Network.WithInputs<double>(1).Dense(2).Softmax().Build(), Matrix<double>.Build.Dense(1, 1), [2]),
            "*'labels'[0]*");
    }

    private static void Refused(Action action, string message) => action.Should().Throw<ArgumentException>().WithMessage(message);
}
