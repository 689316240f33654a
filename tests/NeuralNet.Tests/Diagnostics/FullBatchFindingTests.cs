namespace NeuralNet.Tests;

/// <summary>
/// What is said of runs by methods that take all samples at once and find the length of their steps themselves.
/// </summary>
public class FullBatchFindingTests
{
    public static TheoryData<string> Methods => [nameof(LevenbergMarquardt), nameof(BayesianRegularization), nameof(Lbfgs), nameof(Rprop)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_run_that_learns_sinc_is_not_warned(string method)
    {
        TrainingResult result = Sinc(method, epochs: 300);

        result.History[^1].Training.Loss.Should().BeLessThan(0.005, "a constant answer has 0.12");
        result.Findings.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_run_that_learns_classes_is_not_warned(string method)
    {
        TrainingResult result = Classes(method, epochs: 100);

        result.History[^1].Training.Accuracy.Should().BeGreaterThan(0.98);
        result.Findings.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_run_that_is_stopped_early_is_told_that_it_is_not_done_or_nothing(string method)
    {
        foreach (int epochs in new[] { 2, 3, 4, 6, 8, 12, 20, 40 })
        {
            Finding[] findings = [.. Sinc(method, epochs).Findings, .. Classes(method, epochs).Findings];

            findings.Select(finding => finding.Code).Where(code => code != FindingCode.StillImproving).Should().BeEmpty($"{method} made {epochs} epochs");
            findings.Where(SpeaksOfRates).Should().BeEmpty();
        }
    }

    [Fact]
    public void Twenty_steps_of_Rprop_on_sinc_are_not_done()
        => Sinc(nameof(Rprop), epochs: 20).ShouldHave(FindingCode.StillImproving);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Nothing_is_said_of_a_rate_or_of_batches_where_a_mistake_is_named(string method)
    {
        // Inputs and targets in other units, ReLUs that are all off, nothing to learn.
        var random = new RandomStream(seed: 2);
        Matrix<double> noise = Matrix<double>.Build.Dense(150, 1, (_, _) => random.NextNormal());
        Finding[] findings =
        [
            .. Fit(method, 300, Network.WithInputs<double>(1).Dense(10).Tanh().Dense(1).Build(seed: 1), 1000 * X, 3000 + 700 * Y).Findings,
            .. Fit(method, 300, Network.WithInputs<double>(1).Dense(3, Initializer.Constant(0)).ReLU().Dense(1).Build(seed: 1), X, Y).Findings,
            .. Fit(method, 20, Network.WithInputs<double>(1).Dense(2).Tanh().Dense(1).Build(seed: 1), X, noise).Findings,
        ];

        findings.Should().Contain(finding => finding.Code == FindingCode.TargetsNotScaled);
        findings.Where(SpeaksOfRates).Should().BeEmpty();
    }

    [Theory]
    [InlineData(nameof(LevenbergMarquardt))]
    [InlineData(nameof(Lbfgs))]
    public void A_dead_end_is_told_with_the_parameters_that_nothing_depends_on(string method)
    {
        // Of four ReLUs three are off for every sample, and one is a straight line.
        Network<double> network = Network.WithInputs<double>(1).Dense(4).ReLU().Dense(1).Build(seed: 1);
        for (int j = 0; j < 4; j++)
        {
            network.Parameters[0].Value[0, j] = 0.1;
            network.Parameters[1].Value[0, j] = j == 0 ? 30 : -30;
        }

        TrainingResult result = Fit(method, 400, network, X, X.Map(x => x * x / 30 - 1));

        Finding found = result.ShouldHave(FindingCode.StuckInMinimum);
        found.Numbers["idle parameters"].Should().Be(6, "three units have a weight and a bias each");
        found.Observation.Should().Contain("parameters nothing depends");
    }

    private static Matrix<double> X => Matrix<double>.Build.Dense(150, 1, (i, _) => -10 + 20.0 * i / 149);

    private static Matrix<double> Y => X.Map(x => Math.Sin(x) / x);

    private static TrainingResult Sinc(string method, int epochs)
        => Fit(method, epochs, Network.WithInputs<double>(1).Standardize(X).Dense(10).Tanh().Dense(1).Build(seed: 1), X, Y);

    private static TrainingResult Classes(string method, int epochs)
    {
        var random = new RandomStream(seed: 1);
        Matrix<double> x = Matrix<double>.Build.Dense(120, 4, (i, j) => (i % 3 == j ? 2 : 0) + 0.5 * random.NextNormal());
        Matrix<double> y = Matrix<double>.Build.Dense(120, 3, (i, j) => i % 3 == j ? 1 : 0);
        Network<double> network = Network.WithInputs<double>(4).Dense(6).Tanh().Dense(3).Softmax().Build(seed: 1);
        return Fit(method, epochs, network, x, y, method == nameof(BayesianRegularization) ? null : new SoftmaxCrossEntropy<double>());
    }

    private static TrainingResult Fit(string method, int epochs, Network<double> network, Matrix<double> x, Matrix<double> y, Loss<double>? loss = null)
    {
        Optimizer optimizer = method switch
        {
            nameof(LevenbergMarquardt) => new LevenbergMarquardt(),
            nameof(BayesianRegularization) => new BayesianRegularization(),
            nameof(Lbfgs) => new Lbfgs(),
            _ => new Rprop(),
        };
        return new Trainer<double>(network, loss ?? new MeanSquaredError<double>(), new TrainingOptions { Optimizer = optimizer, Epochs = epochs }).Fit(x, y);
    }

    private static bool SpeaksOfRates(Finding finding)
    {
        string text = $"{finding.Observation} {finding.Cause} {finding.Remedy}";
        return finding.Code is FindingCode.LearningRateTooHigh or FindingCode.LearningRateTooLow
            || new[] { "learning rate", "the rate", "batch", "Adam", "Clipping", "warm-up" }.Any(word => text.Contains(word, StringComparison.Ordinal));
    }
}
