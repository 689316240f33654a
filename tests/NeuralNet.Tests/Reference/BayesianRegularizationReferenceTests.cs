using NeuralNet.Numerics;

namespace NeuralNet.Tests;

/// <summary>MacKay's quantities at given weights, and the fixed points that training reaches.</summary>
public sealed class BayesianRegularizationReferenceTests
{
    private const string Linear = "linear network, converged", Sine = "1-4-1 tanh on a noisy sine, at its fixed point";

    private static readonly EvidenceFixture _fixture = Fixture.Read<EvidenceFixture>("bayesian-regularisation");

    [Fact]
    public void Effective_parameters_and_next_precisions_of_a_linear_network()
    {
        EvidenceCase c = Case(Linear);

        BayesianEvidence next = Measure(c);

        Fixture.Error(next.EffectiveParameters, c.EffectiveParameters).Should().BeLessThan(1e-8);
        Fixture.Error(next.WeightPrecision, c.AlphaNext).Should().BeLessThan(1e-8);
        Fixture.Error(next.NoisePrecision, c.BetaNext).Should().BeLessThan(1e-8);
    }

    [Fact]
    public void Effective_parameters_and_next_precisions_where_a_unit_has_been_switched_off()
    {
        // The second unit has weights near 1e-9: the curvature of its bias is 6e-16 beside 2862, and what the fixture,
        // a plain inverse in double, says of it is rounding. With that bias left out, the same formulas in 60 digits
        // give 8.972702230727697 effective parameters, a share of 8.4e-9 off the fixture.
        EvidenceCase c = Case(Sine);

        BayesianEvidence next = Measure(c);

        Fixture.Error(next.EffectiveParameters, c.EffectiveParameters).Should().BeLessThan(1e-8);
        Fixture.Error(next.NoisePrecision, c.BetaNext).Should().BeLessThan(1e-8);
        Fixture.Error(next.EffectiveParameters, 8.972702230727697).Should().BeLessThan(1e-10);
        Fixture.Error(next.WeightPrecision, c.AlphaNext * 3.972702230727697 / c.Gamma).Should().BeLessThan(1e-8);
    }

    [Fact]
    public void Predictive_variances_of_the_first_samples_of_a_linear_network()
    {
        EvidenceCase c = Case(Linear);
        (Network<double> network, EvidenceEstimate<double> estimate, Objective<double> objective, _) = Estimate(c);
        double[] factor = OutputUncertainty<double>.Pack(estimate.Factor, Math.Sqrt(0.5 * objective.Elements * c.Beta));

        Matrix<double> deviations = new OutputUncertainty<double>(network, c.Beta, factor).Deviations(network, c.X.To<double>());

        double[] variances = [.. Enumerable.Range(0, 5).Select(n => deviations[n, 0] * deviations[n, 0])];
        Fixture.Error(variances, c.PredictiveVariance).Should().BeLessThan(1e-8);
    }

    [Theory]
    [InlineData(Linear)]
    [InlineData(Sine)]
    public void Training_from_other_weights_comes_to_the_fixed_point(string name)
    {
        EvidenceCase c = Case(name);
        Network<double> network = c.Network.Build<double>();
        foreach ((Parameter<double> parameter, int i) in network.Parameters.Select((parameter, i) => (parameter, i)))
            Some.Matrix<double>(parameter.Value.RowCount, parameter.Value.ColumnCount, seed: i + 1).CopyTo(parameter.Value);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(),
            new TrainingOptions { Optimizer = new BayesianRegularization(), Epochs = 1000 }).Fit(c.X.To<double>(), c.T.To<double>());

        result.StopReason.Should().Be(StopReason.Converged, result.StopMessage);
        BayesianEvidence evidence = result.Evidence!.Value;
        Fixture.Error(evidence.WeightPrecision, c.Alpha).Should().BeLessThan(1e-5);
        Fixture.Error(evidence.NoisePrecision, c.Beta).Should().BeLessThan(1e-5);
        Fixture.Error(evidence.EffectiveParameters, c.EffectiveParameters).Should().BeLessThan(1e-5);
        result.History.Should().OnlyContain(record => record.Evidence != null);
    }

    [Fact]
    public void The_log_evidence_of_a_linear_network_is_that_of_the_normal_distribution_it_stands_for()
    {
        // With a prior of 1 on the bias the targets are normal with covariance X X' / alpha + I / beta, integrated over
        // the bias: in closed form by completing squares.
        EvidenceCase c = Case(Linear);
        Matrix<double> x = c.X.To<double>(), t = c.T.To<double>();
        int n = x.RowCount;
        Matrix<double> covariance = (x * x.Transpose() / c.Alpha) + (Matrix<double>.Build.DenseIdentity(n) / c.Beta);
        Matrix<double> precision = covariance.Inverse(), ones = Matrix<double>.Build.Dense(n, 1, 1);
        double weight = (ones.Transpose() * precision * ones)[0, 0], mean = (ones.Transpose() * precision * t)[0, 0] / weight;
        Matrix<double> centred = t - (ones * mean);
        double expected = -0.5 * (centred.Transpose() * precision * centred)[0,
            0] - 0.5 * covariance.Cholesky().DeterminantLn - 0.5 * Math.Log(weight) - 0.5 * (n - 1) * Math.Log(2 * Math.PI);

        BayesianEvidence evidence = Measure(c);

        evidence.LogEvidence.Should().BeApproximately(expected, 1e-8 * Math.Abs(expected));
    }

    private static EvidenceCase Case(string name) => _fixture.Cases.Single(c => c.Name == name);

    private static BayesianEvidence Measure(EvidenceCase c) => Estimate(c).Next;

    private static (Network<double> Network, EvidenceEstimate<double> Estimate, Objective<double> Objective, BayesianEvidence Next) Estimate(EvidenceCase c)
    {
        Network<double> network = c.Network.Build<double>();
        var state = new TrainingState<double>(network, new BayesianRegularization());
        var data = TrainingChecks.Data(new Dataset<double>(c.X.To<double>(), c.T.To<double>()), new DataNames("x", "y", "weights"), network,
            new MeanSquaredError<double>());
        var objective = new Objective<double>(network, new MeanSquaredError<double>(), state, data, workers: null, () => false);
        var curvature = new SymmetricMatrix<double>(objective.Count);
        objective.ValueGradientAndCurvature(new double[objective.Count], curvature);
        var estimate = new EvidenceEstimate<double>(objective, data.Y, workers: null);
        BayesianEvidence next = estimate.Measure(curvature, new BayesianEvidence(0, c.Alpha, c.Beta, 0), objective.Loss * objective.Elements,
            objective.SquaredWeights())!.Value;
        return (network, estimate, objective, next);
    }

    private sealed record EvidenceFixture(EvidenceCase[] Cases);

    private sealed record EvidenceCase(string Name, SolverNetwork Network, FixtureMatrix X, FixtureMatrix T, double Alpha, double Beta, double Gamma,
        double AlphaNext, double BetaNext, double EffectiveParameters, double[] PredictiveVariance);
}
