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

        Fixture.Error(Variances(c), c.PredictiveVariance).Should().BeLessThan(1e-8);
    }

    [Fact]
    public void Predictive_variances_of_the_first_samples_where_a_unit_has_been_switched_off()
    {
        // The switched-off unit's bias acts as the bias of the output does, but for a share of 1e-9: in double the two
        // cannot be told apart, and the fixture's plain inverse of a matrix of condition 1e18 is 12 % off. In 60 digits
        // the same formula gives these values with that bias left out, and 0.9 % more with it.
        double[] expected = [0.015991440595531068, 0.01174412600591867, 0.011908003589961236, 0.011471492914808633, 0.011029221980050873];

        Fixture.Error(Variances(Case(Sine)), expected).Should().BeLessThan(1e-8);
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

    [Theory]
    [InlineData(Linear)]
    [InlineData(Sine)]
    public void Float_comes_as_near_to_the_fixed_point_as_its_digits_allow(string name)
    {
        EvidenceCase c = Case(name);
        Network<float> network = c.Network.Build<float>();

        TrainingResult result = new Trainer<float>(network, new MeanSquaredError<float>(),
            new TrainingOptions { Optimizer = new BayesianRegularization(), Epochs = 300 }).Fit(c.X.To<float>(), c.T.To<float>());

        BayesianEvidence evidence = result.Evidence!.Value;
        Fixture.Error(evidence.WeightPrecision, c.Alpha).Should().BeLessThan(1e-2);
        Fixture.Error(evidence.NoisePrecision, c.Beta).Should().BeLessThan(1e-2);
        Fixture.Error(evidence.EffectiveParameters, c.EffectiveParameters).Should().BeLessThan(1e-2);
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

    private static double[] Variances(EvidenceCase c)
    {
        (Network<double> network, EvidenceEstimate<double> estimate, Objective<double> objective, SymmetricMatrix<double> curvature) = Estimate(c);
        (_, OutputUncertainty<double>? uncertainty) = estimate.Complete(network, objective, curvature, new BayesianEvidence(0, c.Alpha, c.Beta, 0));
        Matrix<double> deviations = uncertainty!.Deviations(network, c.X.To<double>());
        return [.. Enumerable.Range(0, 5).Select(n => deviations[n, 0] * deviations[n, 0])];
    }

    private static BayesianEvidence Measure(EvidenceCase c)
    {
        (_, EvidenceEstimate<double> estimate, Objective<double> objective, SymmetricMatrix<double> curvature) = Estimate(c);
        return estimate.Measure(curvature, new BayesianEvidence(0, c.Alpha, c.Beta, 0), objective.Loss * objective.Elements, objective.SquaredWeights())!.Value;
    }

    private static (Network<double>, EvidenceEstimate<double>, Objective<double>, SymmetricMatrix<double> Curvature) Estimate(EvidenceCase c)
    {
        Network<double> network = c.Network.Build<double>();
        var state = new TrainingState<double>(network, new BayesianRegularization());
        var data = TrainingChecks.Data(new Dataset<double>(c.X.To<double>(), c.T.To<double>()), new DataNames("x", "y", "weights"), network,
            new MeanSquaredError<double>());
        var objective = new Objective<double>(network, new MeanSquaredError<double>(), state, data, workers: null, () => false);
        var curvature = new SymmetricMatrix<double>(objective.Count);
        objective.ValueGradientAndCurvature(new double[objective.Count], curvature);
        return (network, new EvidenceEstimate<double>(objective, data.Y, workers: null), objective, curvature);
    }

    private sealed record EvidenceFixture(EvidenceCase[] Cases);

    private sealed record EvidenceCase(string Name, SolverNetwork Network, FixtureMatrix X, FixtureMatrix T, double Alpha, double Beta, double Gamma,
        double AlphaNext, double BetaNext, double EffectiveParameters, double[] PredictiveVariance);
}
