namespace NeuralNet.Tests;

public sealed class PositiveWeightTests
{
    private static readonly Matrix<double> _logits = Samples.FromRows<double>([[0.3, -1.2], [2, 0.5], [-0.7, 1.5]]);
    private static readonly Matrix<double> _targets = Samples.FromRows<double>([[1, 0], [0, 1], [0.25, 1]]);

    [Fact]
    public void A_yes_counts_by_its_weight_as_in_PyTorch()
    {
        // -(w t log s + (1 - t) log(1 - s)), mean over the elements, in 40 digits; weights 3 and 0.5.
        Matrix<double> gradient = Matrix<double>.Build.Dense(3, 2);

        double loss = new BinaryCrossEntropy<double>(positiveWeights: [3, 0.5]).Evaluate(_logits, _targets, [1 / 3.0, 1 / 3.0, 1 / 3.0], gradient);

        loss.Should().BeApproximately(0.9201334026993669, 1e-15);
        gradient.ToRowMajorArray().Zip((double[])[-0.2127787415941705, 0.03857920275016372, 0.14679951299631375, -0.03146172239984545, -0.042046943042041526,
            -0.015202126983863029]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-16);
    }

    [Fact]
    public void The_example_of_PyTorch_s_documentation()
    {
        // target = ones([10, 64]), output = full([10, 64], 1.5), pos_weight = ones([64]): 0.2014; three times that with
        // weights of 3.
        Matrix<double> gradient = Matrix<double>.Build.Dense(10, 64);
        double[] rows = [.. Enumerable.Repeat(0.1, 10)];
        double Of(double weight) => new BinaryCrossEntropy<double>(positiveWeights: [.. Enumerable.Repeat(weight, 64)])
            .Evaluate(Matrix<double>.Build.Dense(10, 64, 1.5), Matrix<double>.Build.Dense(10, 64, 1), rows, gradient);

        Of(1).Should().BeApproximately(0.2014, 5e-5);
        Of(3).Should().BeApproximately(3 * Of(1), 1e-14);
    }

    [Theory]
    [InlineData(1000, 0, 1000)]
    [InlineData(-1000, 1, 3000)]
    [InlineData(1000, 1, 0)]
    [InlineData(-1000, 0, 0)]
    [InlineData(-1e300, 1, 3e300)]
    public void Logits_of_any_size_are_exact(double logit, double target, double expected)
    {
        Matrix<double> gradient = Matrix<double>.Build.Dense(1, 1);

        new BinaryCrossEntropy<double>(positiveWeights: [3]).Evaluate(Matrix<double>.Build.Dense(1, 1, logit), Matrix<double>.Build.Dense(1, 1, target), [1],
            gradient).Should().Be(expected);

        gradient[0, 0].Should().Be(expected == 0 ? 0 : logit > 0 ? 1 : -3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void Weights_of_1_change_nothing_and_smoothing_goes_on(double smoothing)
    {
        Matrix<double> plain = Matrix<double>.Build.Dense(3, 2), weighted = plain.Clone();
        double[] rows = [0.2, 0.5, 0.3];

        double expected = new BinaryCrossEntropy<double>(smoothing).Evaluate(_logits, _targets, rows, plain);

        new BinaryCrossEntropy<double>(smoothing, [1]).Evaluate(_logits, _targets, rows, weighted).Should().BeApproximately(expected, 1e-15);
        (plain - weighted).InfinityNorm().Should().BeLessThan(1e-15);
    }

    [Theory]
    [InlineData("Dense", 0)]
    [InlineData("Sigmoid", 0)]
    [InlineData("Sigmoid", 0.1)]
    public void Its_gradient_is_its_derivative(string end, double smoothing)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(2).Dense(5).Tanh().Dense(2);
        Network<double> network = (end == "Dense" ? builder : builder.Sigmoid()).Build(seed: 1);

        GradientCheck.Run(network, new BinaryCrossEntropy<double>(smoothing, [7, 0.3]), _logits, _targets).IsCorrect.Should().BeTrue();
    }

    [Fact]
    public void Its_second_derivative_is_that_of_its_gradient()
    {
        var loss = new BinaryCrossEntropy<double>(0.2, [3, 0.5]);
        double[] rows = [0.2, 0.5, 0.3];
        for (int output = 0; output < 2; output++)
        {
            Matrix<double> up = _logits.Clone(), down = _logits.Clone(), column = Matrix<double>.Build.Dense(3, 2);
            for (int i = 0; i < 3; i++)
            {
                up[i, output] += 1e-5;
                down[i, output] -= 1e-5;
            }

            Matrix<double> above = column.Clone(), below = column.Clone();
            loss.Evaluate(up, _targets, rows, above);
            loss.Evaluate(down, _targets, rows, below);

            loss.Hessian(output, _logits, _targets, rows, column).Should().BeTrue();
            ((above - below) / 2e-5 - column).InfinityNorm().Should().BeLessThan(1e-9);
        }
    }

    [Fact]
    public void A_rare_yes_is_found_with_its_weight()
    {
        Matrix<double> x = Some.Matrix<double>(400, 2);
        Matrix<double> noise = Some.Matrix<double>(400, 1, seed: 8);
        Matrix<double> y = Matrix<double>.Build.Dense(400, 1, (i, _) => x[i, 0] + 0.7 * noise[i, 0] > 1.8 ? 1 : 0);
        double rarity = y.Enumerate().Count(value => value == 0) / y.Enumerate().Sum();

        double Recall(IReadOnlyList<double>? weights)
        {
            Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1);
            new Trainer<double>(network, new BinaryCrossEntropy<double>(positiveWeights: weights), new TrainingOptions
            {
                Optimizer = new Adam { LearningRate = 0.05 },
                Epochs = 60,
            })
                .Fit(x, y);
            return new ConfusionMatrix(network.Classify(x), [.. y.Enumerate().Select(value => (int)value)], 2).Recall(1);
        }

        rarity.Should().BeGreaterThan(8);
        Recall([rarity]).Should().BeGreaterThan(Recall(null) + 0.2);
    }

    [Fact]
    public void It_is_described_and_made_again_from_a_checkpoint()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "run.safetensors");
        var loss = new BinaryCrossEntropy<double>(0.1, [3, 0.5]);
        new Trainer<double>(Network.WithInputs<double>(2).Dense(2).Build(), loss, new TrainingOptions { Epochs = 1, Checkpoint = new CheckpointOptions(path) })
            .Fit(_logits, _targets);

        var made = (BinaryCrossEntropy<double>)Trainer.Load<double>(path).Loss;

        made.PositiveWeights.Should().Equal(3, 0.5);
        made.LabelSmoothing.Should().Be(0.1);
        made.Describe().ToString().Should().Be("BinaryCrossEntropy (labelSmoothing 0.1, positiveWeights positiveWeights (positiveWeight0 3, positiveWeight1 "
            + "0.5))");
        new Trainer<double>(Network.WithInputs<double>(2).Dense(2).Build(), new BinaryCrossEntropy<double>(0.1),
            new TrainingOptions { Epochs = 1, Checkpoint = new CheckpointOptions(path) })
            .Invoking(trainer => trainer.Restore(path)).Should().Throw<ArgumentException>().WithMessage("*does not fit this trainer: *loss*");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused()
    {
        Action[] acts =
        [
            () => _ = new BinaryCrossEntropy<double>(positiveWeights: [1, 0]),
            () => _ = new BinaryCrossEntropy<double>(positiveWeights: [double.NaN]),
            () => _ = new BinaryCrossEntropy<float>(positiveWeights: [1e300]),
            () => new Trainer<double>(Network.WithInputs<double>(2).Dense(2).Build(), new BinaryCrossEntropy<double>(positiveWeights: [1, 2, 3]))
                .Fit(_logits, _targets),
        ];
        string[] messages =
        [
            "'positiveWeights'[1] is 0, but a finite number above 0 was expected*", "'positiveWeights'[0] is NaN*", "'positiveWeights'[0] is 1E+300*Single "
                + "can hold*",
            "The loss has 3 positive weights, but there are 2 outputs*",
        ];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
