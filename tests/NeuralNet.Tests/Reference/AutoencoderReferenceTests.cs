using System.Numerics;

namespace NeuralNet.Tests;

public sealed class AutoencoderReferenceInDouble : AutoencoderReferenceTests<double>;

public sealed class AutoencoderReferenceInFloat : AutoencoderReferenceTests<float>;

/// <summary>The 8-3-8 autoencoder, one momentum update per sample in listed orders.</summary>
public abstract class AutoencoderReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem _problem = Fixture.Read<Problem>("autoencoder");

    private static readonly int _roundings = _problem.Network.Roundings(samples: 1);

    [Fact]
    public void The_first_sample_gives_the_reference_output_gradients_and_update()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);
        Dataset<T> sample = _problem.Data<T>([_problem.FirstSample.Index]);
        int outputs = network.Outputs;

        Matrix<T> output = network.Predict(sample.X);
        double loss = new Trainer<T>(network, new MeanSquaredError<T>()).Evaluate(sample).Loss;
        Matrix<T>[] gradients = [.. Gradients.Of(network, new MeanSquaredError<T>(), sample)
            .Select(gradient => gradient.Multiply(T.CreateChecked(outputs / 2.0)))];
        new Trainer<T>(network, new MeanSquaredError<T>(), _problem.Options).Fit(sample);

        double bound = Fixture.Bound<T>(_problem.Tolerance.SingleStep, _roundings);
        Fixture.Error(output, _problem.FirstSample.Output).Should().BeLessThan(bound);
        Fixture.Error(loss * outputs / 2, _problem.FirstSample.Loss).Should().BeLessThan(bound);
        ReferenceNetwork.Error(gradients, _problem.FirstSample.Gradients).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, _problem.FirstSample.ParametersAfter).Should().BeLessThan(bound);
    }

    [Fact]
    public void Twenty_epochs_follow_the_reference_run()
    {
        Network<T> network = _problem.Network.Build<T>(_problem.Initial);
        var trainer = new Trainer<T>(network, new MeanSquaredError<T>(), _problem.Options);
        var errors = new List<double>();

        foreach (int[] order in _problem.SampleOrders)
        {
            Scores scores = trainer.Fit(_problem.Data<T>(order)).History[0].Training;
            errors.Add(scores.Loss * order.Length * network.Outputs);
        }

        double bound = Fixture.Bound<T>(_problem.Tolerance.Trajectory, _roundings * _problem.Epochs * _problem.X.Rows);
        Fixture.Error(errors, _problem.ErrorHistory).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, _problem.Final).Should().BeLessThan(bound);
        Fixture.Error(network.Predict(_problem.X.To<T>()), _problem.FinalReconstruction).Should().BeLessThan(bound);
        var encoder = new Network<T>(network.Inputs, [.. network.Layers.Take(2)]);
        Fixture.Error(encoder.Predict(_problem.X.To<T>()), _problem.FinalCodes).Should().BeLessThan(bound);
    }

    private sealed record Problem(
        FixtureTolerance Tolerance,
        ReferenceNetwork Network,
        FixtureMatrix X,
        double LearningRateForMeanSquaredError,
        double Momentum,
        int Epochs,
        int[][] SampleOrders,
        Dictionary<string, FixtureMatrix> Initial,
        FirstSample FirstSample,
        double[] ErrorHistory,
        Dictionary<string, FixtureMatrix> Final,
        FixtureMatrix FinalCodes,
        FixtureMatrix FinalReconstruction)
    {
        public TrainingOptions Options => new()
        {
            Optimizer = new Sgd { LearningRate = LearningRateForMeanSquaredError, Momentum = Momentum, Form = MomentumForm.RateInsideVelocity },
            BatchSize = 1,
            Order = SampleOrder.AsGiven,
            Epochs = 1,
        };

        public Dataset<TNumber> Data<TNumber>(int[] rows)
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
            => new Dataset<TNumber>(X.To<TNumber>(), X.To<TNumber>()).Subset(rows);
    }

    private sealed record FirstSample(
        int Index,
        double Loss,
        FixtureMatrix Output,
        Dictionary<string, FixtureMatrix> Gradients,
        Dictionary<string, FixtureMatrix> ParametersAfter);
}
