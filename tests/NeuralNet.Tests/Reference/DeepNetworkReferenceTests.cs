using System.Numerics;

namespace NeuralNet.Tests;

public sealed class DeepNetworkReferenceInDouble : DeepNetworkReferenceTests<double>;

public sealed class DeepNetworkReferenceInFloat : DeepNetworkReferenceTests<float>;

public abstract class DeepNetworkReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem _problem = Fixture.Read<Problem>("deep-mlp");

    private static readonly int _roundings = _problem.Network.Roundings(samples: 10);

    private static Dataset<T> Data => new(_problem.X.To<T>(), _problem.Labels, classes: 4);

    [Fact]
    public void Every_layer_computes_the_reference_activations()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);
        Matrix<T> values = _problem.X.To<T>();

        for (int i = 0; i < network.Layers.Count; i++)
        {
            Matrix<T> output = Matrix<T>.Build.Dense(values.RowCount, network.Layers[i].OutputSize(values.ColumnCount));
            network.Layers[i].Forward(values, output);
            values = output;

            LayerValues expected = _problem.Forward[i / 2];
            Fixture.Error(values, i % 2 == 0 ? expected.Z : expected.A).Should().BeLessThan(Fixture.Bound<T>(_problem.Tolerance.SingleStep, _roundings));
        }
    }

    [Fact]
    public void One_pass_gives_the_loss_and_the_gradients_of_every_layer()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);

        Scores scores = new Trainer<T>(network, new SoftmaxCrossEntropy<T>()).Evaluate(Data);
        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, new SoftmaxCrossEntropy<T>(), Data);

        double bound = Fixture.Bound<T>(_problem.Tolerance.SingleStep, _roundings);
        Fixture.Error(scores.Loss, _problem.Loss).Should().BeLessThan(bound);
        ReferenceNetwork.Error(gradients, _problem.Gradients).Should().BeLessThan(bound);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_optimizer_follows_its_reference_run(int index)
    {
        Run run = _problem.Runs[index];
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);
        var loss = new SoftmaxCrossEntropy<T>();
        var options = new TrainingOptions { Optimizer = run.Optimiser.ToOptimizer(), BatchSize = 10 };

        var first = new Trainer<T>(network, loss, options with { Epochs = 1 });
        TrainingResult start = first.Fit(Data);
        double errorAfterFirstStep = ReferenceNetwork.Error(network, run.AfterStep1);
        network = _problem.Network.Build<T>(_problem.Initial);
        var trainer = new Trainer<T>(network, loss, options with { Epochs = _problem.Steps });
        TrainingResult result = trainer.Fit(Data);

        start.Steps.Should().Be(1);
        errorAfterFirstStep.Should().BeLessThan(Fixture.Bound<T>(_problem.Tolerance.SingleStep, _roundings * run.Optimiser.Amplification));
        double bound = Fixture.Bound<T>(_problem.Tolerance.Trajectory, _roundings * _problem.Steps * run.Optimiser.Amplification);
        Fixture.Error(result.History.Select(record => record.Training.Loss), run.LossHistory).Should().BeLessThan(bound);
        result.History.Select(record => record.LearningRate).Should().Equal(run.Optimiser.LearningRates);
        ReferenceNetwork.Error(network, run.Final).Should().BeLessThan(bound);
        Fixture.Error(trainer.Evaluate(Data).Loss, run.FinalLoss).Should().BeLessThan(bound);
    }

    private sealed record Problem(
        FixtureTolerance Tolerance,
        ReferenceNetwork Network,
        FixtureMatrix X,
        int[] Labels,
        Dictionary<string, FixtureMatrix> Initial,
        LayerValues[] Forward,
        double Loss,
        Dictionary<string, FixtureMatrix> Gradients,
        int Steps,
        Run[] Runs);

    private sealed record LayerValues(FixtureMatrix Z, FixtureMatrix A);

    private sealed record Run(OptimizerSettings Optimiser, double[] LossHistory, Dictionary<string, FixtureMatrix> AfterStep1,
        Dictionary<string, FixtureMatrix> Final, double FinalLoss);

    private sealed record OptimizerSettings(string Type, double[] LearningRates, double Momentum, string? Style, bool Nesterov, double Beta1, double Beta2,
        double Epsilon)
    {
        /// <summary>
        /// Adam divides a gradient by its own size, so that one far smaller than the largest still moves its weight a
        /// full step, with its full relative error.
        /// </summary>
        public int Amplification => Type == "adam" ? 10 : 1;

        public Optimizer ToOptimizer()
        {
            var rates = LearningRateSchedule.From(time => LearningRates[time.Step]);
            return Type switch
            {
                "adam" => new Adam { LearningRate = rates, Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon },
                "sgd" => new Sgd
                {
                    LearningRate = rates,
                    Momentum = Momentum,
                    Form = Style == "lr_in_velocity" ? MomentumForm.RateInsideVelocity : MomentumForm.RateOutsideVelocity,
                    Kind = Nesterov ? MomentumKind.Nesterov : MomentumKind.Classical,
                },
                _ => throw new InvalidDataException($"unknown optimiser {Type}"),
            };
        }
    }
}
