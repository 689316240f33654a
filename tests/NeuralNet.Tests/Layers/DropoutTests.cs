namespace NeuralNet.Tests;

public sealed class DropoutTests
{
    private static readonly Matrix<double> _ones = Matrix<double>.Build.Dense(100, 100, 1);

    [Fact]
    public void Prediction_passes_the_input_through()
    {
        Matrix<double> output = Matrix<double>.Build.Dense(100, 100);

        new Dropout<double>(0.7).Forward(_ones, output);

        output.Should().BeEquivalentTo(_ones);
    }

    [Fact]
    public void Training_drops_the_given_share_and_scales_the_others_up_and_the_gradient_alike()
    {
        var layer = new Dropout<double>(0.3);
        var pass = new LayerPass<double>(_ones, Matrix<double>.Build.Dense(100, 100), _ones, Matrix<double>.Build.Dense(100, 100), [], workers: null);

        layer.ForwardTraining(pass);
        layer.Backward(pass);

        double[] output = [.. pass.Output.Enumerate()];
        output.Distinct().Should().BeEquivalentTo([0, 1 / 0.7]);

        // 10000 draws: five deviations of sqrt(0.3 * 0.7 / 10000) = 0.0046.
        ((double)output.Count(value => value == 0) / output.Length).Should().BeApproximately(0.3, 5 * 0.0046);
        Bits.Of(pass.InputGradient!).Should().Equal(Bits.Of(pass.Output));
    }

    [Fact]
    public void Each_step_drops_other_elements()
    {
        var seen = new List<string>();
        Loss<double> recording = Loss.FromFunction<double>((predictions, _) =>
        {
            seen.Add(string.Concat(predictions.Enumerate().Select(value => value == 0 ? '.' : 'x')));
            return (1, Matrix<double>.Build.Dense(predictions.RowCount, predictions.ColumnCount));
        });
        var network = new Network<double>(100, [new Dropout<double>(0.5), new Dropout<double>(0.5)]);

        new Trainer<double>(network, recording, new TrainingOptions { Epochs = 3, Diagnostics = Diagnostics.Off }).Fit(_ones, _ones);

        // Four minibatches in each of three epochs; two layers of rate 0.5 keep a quarter.
        seen.Should().HaveCount(12).And.OnlyHaveUniqueItems();
        seen.Sum(batch => batch.Count(c => c == 'x')).Should().BeInRange((int)(0.24 * 30_000), (int)(0.26 * 30_000));
    }
}
