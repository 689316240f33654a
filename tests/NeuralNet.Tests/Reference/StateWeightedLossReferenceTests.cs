using System.Numerics;

namespace NeuralNet.Tests;

public sealed class StateWeightedLossReferenceInDouble : StateWeightedLossReferenceTests<double>
{
    // In float the numerical gradient's step of 0.005 reaches across the jumps of this loss.
    [Fact]
    public void The_loss_of_the_most_probable_state_has_no_gradient()
    {
        (Network<double> network, Loss<double> loss) = MostProbableState();

        IReadOnlyList<Matrix<double>> gradients = Gradients.Of(network, loss, Data);

        gradients.SelectMany(gradient => gradient.Enumerate()).Should().OnlyContain(value => value == 0);
    }
}

public sealed class StateWeightedLossReferenceInFloat : StateWeightedLossReferenceTests<float>;

/// <summary>A loss of one's own, with new random weights at every step, trained by Adam without first moment.</summary>
public abstract class StateWeightedLossReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem _problem = Fixture.Read<Problem>("state-weighted-loss");

    private static readonly int _roundings = _problem.Network.Roundings(samples: 50);

    // The loss uses no targets; the trainer wants a matrix of their shape.
    private protected static Dataset<T> Data => new(_problem.X.To<T>(), Matrix<T>.Build.Dense(50, 6));

    [Fact]
    public void Standardised_inputs_are_those_of_the_reference()
    {
        StandardScaler scaler = StandardScaler.Fit(_problem.RawX.To<T>());
        Matrix<T> standardised = scaler.Transform(_problem.RawX.To<T>());

        scaler.Means[0].Should().BeApproximately(_problem.Mean, 1e-12);
        scaler.Deviations[0].Should().BeApproximately(_problem.Std, 1e-12);
        Fixture.Error(standardised, _problem.X).Should().BeLessThan(Fixture.Bound<T>(_problem.Tolerance.SingleStep, roundings: 2));
    }

    [Fact]
    public void One_pass_gives_output_loss_and_gradients()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);
        StateWeightedLoss loss = _problem.LossOfStep(0);
        Matrix<T> output = network.Predict(_problem.X.To<T>());
        Matrix<T> outputGradient = Matrix<T>.Build.Dense(50, 6);
        T[] rowWeights = [.. Enumerable.Repeat(T.CreateChecked(1.0 / 50), 50)];

        double value = loss.Evaluate(output, Data.Y, rowWeights, outputGradient);
        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, loss, Data);

        double bound = Fixture.Bound<T>(_problem.Tolerance.SingleStep, _roundings);
        Fixture.Error(output, _problem.Output).Should().BeLessThan(bound);
        network.Classify(_problem.X.To<T>()).Should().Equal(_problem.PredictedStates);
        Fixture.Error(value, _problem.Loss).Should().BeLessThan(bound);
        Fixture.Error(outputGradient, _problem.OutputGradient).Should().BeLessThan(bound);
        ReferenceNetwork.Error(gradients, _problem.Gradients).Should().BeLessThan(bound);
    }

    [Fact]
    public void The_gradient_check_finds_the_loss_right()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);

        GradientReport report = GradientCheck.Run(network, _problem.LossOfStep(0), Data);

        report.IsCorrect.Should().BeTrue(report.ToString());
    }

    [Fact]
    public void Twenty_steps_of_Adam_follow_the_reference_run()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);
        StateWeightedLoss loss = _problem.LossOfStep(0);
        var trainer = new Trainer<T>(network, loss, _problem.Adam.Options);
        var losses = new List<double>();
        double errorAfterFirstStep = double.NaN;

        for (int step = 0; step < _problem.Adam.Steps; step++)
        {
            loss.Weights = _problem.WeightsOfStep(step);
            losses.Add(trainer.Fit(Data).History[0].Training.Loss);
            if (step == 0)
                errorAfterFirstStep = ReferenceNetwork.Error(network, _problem.Adam.AfterStep1);
        }

        AssertRun(_problem.Adam.LossHistory, _problem.Adam.AfterStep1, _problem.Adam.Final, network, losses, errorAfterFirstStep);
    }

    [Fact]
    public void A_new_trainer_at_every_step_makes_the_sign_steps_of_an_optimizer_that_is_made_anew()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);
        var losses = new List<double>();
        double errorAfterFirstStep = double.NaN;

        for (int step = 0; step < _problem.Adam.Steps; step++)
        {
            var trainer = new Trainer<T>(network, _problem.LossOfStep(step), _problem.Adam.Options);
            losses.Add(trainer.Fit(Data).History[0].Training.Loss);
            if (step == 0)
                errorAfterFirstStep = ReferenceNetwork.Error(network, _problem.OptimiserRecreatedEveryStep.AfterStep1);
        }

        SignRun run = _problem.OptimiserRecreatedEveryStep;
        AssertRun(run.LossHistory, run.AfterStep1, run.Final, network, losses, errorAfterFirstStep);
    }

    [Fact]
    public void The_loss_of_the_most_probable_state_has_the_reference_value()
    {
        (Network<T> network, Loss<T> loss) = MostProbableState();

        Scores scores = new Trainer<T>(network, loss).Evaluate(Data);

        Fixture.Error(scores.Loss, _problem.HardStateLoss.Value).Should().BeLessThan(_problem.Tolerance.SingleStep);
        network.Classify(_problem.X.To<T>()).Count(state => state == _problem.State).Should().Be(_problem.HardStateLoss.SamplesInState);
    }

    private protected static (Network<T> Network, Loss<T> Loss) MostProbableState()
    {
        double[] weights = _problem.WeightsOfStep(0);
        Loss<T> loss = Loss.Numerical<T>((predictions, _) => Labels.FromPredictions(predictions)
            .Select((state, i) => state == _problem.State ? weights[i] * weights[i] : 0).Average());
        return (_problem.Network.Build<T>(_problem.Initial), loss);
    }

    private static void AssertRun(double[] lossHistory, Dictionary<string, FixtureMatrix> afterStep1, Dictionary<string, FixtureMatrix> final,
        Network<T> network, List<double> losses, double errorAfterFirstStep)
    {
        afterStep1.Should().HaveCount(4);

        // A weight moves by at most the rate over the root of 1 - beta2, 3e-4 of the largest bias' scale: a gradient's
        // error is divided by it.
        errorAfterFirstStep.Should().BeLessThan(Fixture.Bound<T>(_problem.Tolerance.SingleStep, _roundings));
        double bound = Fixture.Bound<T>(_problem.Tolerance.Trajectory, _roundings * _problem.Adam.Steps);
        Fixture.Error(losses, lossHistory).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, final).Should().BeLessThan(bound);
    }

    /// <summary>The mean over the samples of (p[i, state] w[i])^2, written as a user would.</summary>
    private sealed class StateWeightedLoss(int state) : Loss<T>
    {
        public required double[] Weights { get; set; }

        public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
        {
            gradient.Clear();
            double total = 0;
            for (int i = 0; i < predictions.RowCount; i++)
            {
                T weight = T.CreateChecked(Weights[i]);
                T p = predictions[i, state];
                total += double.CreateChecked(rowWeights[i] * p * p * weight * weight);
                gradient[i, state] = (p + p) * weight * weight * rowWeights[i];
            }

            return total;
        }
    }

    // JSON names are matched without regard to case, but "x" and "X" are two entries: the raw inputs are read by their
    // exact name.
    private sealed record Problem(
        FixtureTolerance Tolerance,
        ReferenceNetwork Network,
        double Mean,
        double Std,
        int State,
        FixtureMatrix Weights,
        Dictionary<string, FixtureMatrix> Initial,
        FixtureMatrix Output,
        int[] PredictedStates,
        double Loss,
        FixtureMatrix OutputGradient,
        Dictionary<string, FixtureMatrix> Gradients,
        AdamRun Adam,
        SignRun OptimiserRecreatedEveryStep,
        HardStateLoss HardStateLoss)
    {
        private static readonly Dictionary<string, System.Text.Json.JsonElement> _entries =
            Fixture.Read<Dictionary<string, System.Text.Json.JsonElement>>("state-weighted-loss");

        public FixtureMatrix RawX { get; } = Fixture.Matrix(_entries["x"]);

        public FixtureMatrix X { get; } = Fixture.Matrix(_entries["X"]);

        public double[] WeightsOfStep(int step) => Weights.Data[(step * Weights.Cols)..((step + 1) * Weights.Cols)];

        public StateWeightedLoss LossOfStep(int step) => new(State) { Weights = WeightsOfStep(step) };
    }

    private sealed record AdamRun(double LearningRate, double Beta1, double Beta2, double Epsilon, int Steps, double[] LossHistory,
        Dictionary<string, FixtureMatrix> AfterStep1, Dictionary<string, FixtureMatrix> Final)
    {
        public TrainingOptions Options => new()
        {
            Optimizer = new Adam { LearningRate = LearningRate, Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon },
            Epochs = 1,
            BatchSize = 50,
        };
    }

    private sealed record SignRun(double[] LossHistory, Dictionary<string, FixtureMatrix> AfterStep1, Dictionary<string, FixtureMatrix> Final);

    private sealed record HardStateLoss([property: System.Text.Json.Serialization.JsonPropertyName("loss")] double Value, int SamplesInState);
}
