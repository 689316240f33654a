namespace NeuralNet.Tests;

/// <summary>Gradients sample by sample, which a Jacobian matrix is made of.</summary>
public sealed class BackwardBySampleTests
{
    [Fact]
    public void A_layer_of_a_users_own_takes_part_without_change()
    {
        var own = new Network<double>(2, [new Own(Filled(2, 3)), new Tanh<double>(), new Own(Filled(3, 2))]);
        var library = new Network<double>(2, [Filled(2, 3), new Tanh<double>(), Filled(3, 2)]);
        Matrix<double> x = Some.Matrix<double>(7, 2);

        Matrix<double> difference = Jacobians.Of(own, x) - Jacobians.Of(library, x);

        difference.InfinityNorm().Should().BeLessThan(1e-14);
    }

    [Fact]
    public void They_are_the_differences_of_the_outputs()
    {
        Network<double> network = Network.WithInputs<double>(3).Standardize(Some.Matrix<double>(9, 3, seed: 5)).Dense(4).Sigmoid().Dense(3).LeakyReLU().Dense(2)
            .Softmax().Build(seed: 2);
        Matrix<double> x = Some.Matrix<double>(5, 3);

        Matrix<double> jacobian = Jacobians.Of(network, x);

        int k = 0;
        foreach (Parameter<double> parameter in network.Parameters)
        {
            for (int j = 0; j < parameter.Value.ColumnCount; j++)
            {
                for (int i = 0; i < parameter.Value.RowCount; i++, k++)
                {
                    double value = parameter.Value[i, j];
                    parameter.Value[i, j] = value + 1e-6;
                    Matrix<double> above = network.Predict(x);
                    parameter.Value[i, j] = value - 1e-6;
                    Matrix<double> below = network.Predict(x);
                    parameter.Value[i, j] = value;
                    double[] expected = ((above - below) / 2e-6).ToRowMajorArray();
                    jacobian.Column(k).Zip(expected, (actual, difference) => Math.Abs(actual - difference)).Max().Should().BeLessThan(1e-8);
                }
            }
        }
    }

    private static Dense<double> Filled(int inputs, int units)
    {
        var dense = new Dense<double>(inputs, units);
        Some.Matrix<double>(inputs, units, seed: inputs).CopyTo(dense.Weights);
        Some.Matrix<double>(1, units, seed: units).CopyTo(dense.Biases);
        return dense;
    }

    /// <summary>A dense layer that knows only how to go forward and back.</summary>
    private sealed class Own(Dense<double> dense) : Layer<double>
    {
        public override IReadOnlyList<Parameter<double>> Parameters => dense.Parameters;

        public override int OutputSize(int inputSize) => dense.OutputSize(inputSize);

        public override void Forward(Matrix<double> input, Matrix<double> output) => dense.Forward(input, output);

        public override void Backward(LayerPass<double> pass) => dense.Backward(pass);
    }
}
