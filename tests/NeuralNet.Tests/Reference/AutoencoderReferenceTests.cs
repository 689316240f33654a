using System.Numerics;

namespace NeuralNet.Tests;

public sealed class AutoencoderReferenceInDouble : AutoencoderReferenceTests<double>;

public sealed class AutoencoderReferenceInFloat : AutoencoderReferenceTests<float>;

/// <summary>The 8-3-8 autoencoder, one momentum update per sample in listed orders.</summary>
public abstract class AutoencoderReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem s_problem = Fixture.Read<Problem>("autoencoder");

    private static readonly int s_roundings = s_problem.Network.Roundings(samples: 1);

    [Fact]
    public void The_first_sample_gives_the_reference_output_gradients_and_update()
    {
        Network<T> network = s_problem.Network.Build<T>(s_problem.Initial);
        Dataset<T> sample = s_problem.Data<T>([s_problem.FirstSample.Index]);
        int outputs = network.Outputs;

        Matrix<T> output = network.Predict(sample.X);
        double loss = new Trainer<T>(network, new MeanSquaredError<T>()).Evaluate(sample).Loss;
        Matrix<T>[] gradients = [.. Gradients.Of(network, new MeanSquaredError<T>(), sample).Select(gradient => gradient.Multiply(T.CreateChecked(outputs / 2.0)))];
        new Trainer<T>(network, new MeanSquaredError<T>(), s_problem.Options).Fit(sample);

        double bound = Fixture.Bound<T>(s_problem.Tolerance.SingleStep, s_roundings);
        Fixture.Error(output, s_problem.FirstSample.Output).Should().BeLessThan(bound);
        Fixture.Error(loss * outputs / 2, s_problem.FirstSample.Loss).Should().BeLessThan(bound);
        ReferenceNetwork.Error(gradients, s_problem.FirstSample.Gradients).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, s_problem.FirstSample.ParametersAfter).Should().BeLessThan(bound);
    }

    [Fact]
    public void Twenty_epochs_follow_the_reference_run()
    {
        Network<T> network = s_problem.Network.Build<T>(s_problem.Initial);
        var trainer = new Trainer<T>(network, new MeanSquaredError<T>(), s_problem.Options);
        var errors = new List<double>();

        foreach (int[] order in s_problem.SampleOrders)
        {
            Scores scores = trainer.Fit(s_problem.Data<T>(order)).History[0].Training;
            errors.Add(scores.Loss * order.Length * network.Outputs);
        }

        double bound = Fixture.Bound<T>(s_problem.Tolerance.Trajectory, s_roundings * s_problem.Epochs * s_problem.X.Rows);
        Fixture.Error(errors, s_problem.ErrorHistory).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, s_problem.Final).Should().BeLessThan(bound);
        Fixture.Error(network.Predict(s_problem.X.To<T>()), s_problem.FinalReconstruction).Should().BeLessThan(bound);
        var encoder = new Network<T>(network.Inputs, [.. network.Layers.Take(2)]);
        Fixture.Error(encoder.Predict(s_problem.X.To<T>()), s_problem.FinalCodes).Should().BeLessThan(bound);
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
