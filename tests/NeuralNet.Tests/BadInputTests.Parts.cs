namespace NeuralNet.Tests;

public sealed partial class BadInputTests
{
    private static readonly Dictionary<string, Case> _badParts = new()
    {
        ["no inputs"] = Case.Of<ArgumentOutOfRangeException>(["'inputs' is 0", "at least 1"], _ => Network.WithInputs<double>(0)),
        ["no units"] = Case.Of<ArgumentOutOfRangeException>(["'units' is 0", "at least 1"], _ => Network.WithInputs<double>(2).Dense(0)),
        ["negative inputs of a layer"] = Case.Of<ArgumentOutOfRangeException>(["'inputs' is -3", "at least 1"], _ => new Dense<double>(-3, 1)),
        ["dropping everything"] = Case.Of<ArgumentOutOfRangeException>(["'rate' is 1", "at least 0 and below 1"], _ => new Dropout<double>(1)),
        ["dropping a negative share"] = Case.Of<ArgumentOutOfRangeException>(["'rate' is -0.1", "at least 0 and below 1"], _ => new Dropout<double>(-0.1)),
        ["dropping a NaN share"] = Case.Of<ArgumentOutOfRangeException>(["'rate' is NaN", "at least 0 and below 1"], _ => new Dropout<double>(double.NaN)),
        ["slope 1"] = Case.Of<ArgumentOutOfRangeException>(["'slope' is 1", "at least 0 and below 1"], _ => new LeakyReLU<double>(1)),
        ["delta 0"] = Case.Of<ArgumentOutOfRangeException>(["'delta' is 0", "above 0"], _ => new Huber<double>(0)),
        ["smoothing 1"] = Case.Of<ArgumentOutOfRangeException>(["'labelSmoothing' is 1", "at least 0 and below 1"], _ => new SoftmaxCrossEntropy<double>(1)),
        ["negative binary smoothing"] = Case.Of<ArgumentOutOfRangeException>(["'labelSmoothing' is -0.1", "at least 0 and below 1"],
            _ => new BinaryCrossEntropy<double>(-0.1)),
        ["a NaN constant"] = Case.Of<ArgumentOutOfRangeException>(["'value' is NaN"], _ => Initializer.Constant(double.NaN)),
        ["a parameter of no rows"] = Case.Of<ArgumentOutOfRangeException>(["'rows' is 0", "at least 1"], _ => new Parameter<double>("weight", 0, 1)),
        ["a parameter with a dot"] = Case.Of<ArgumentException>(["'a.b'", "letters"], _ => new Parameter<double>("a.b", 1, 1)),
        ["half precision"] = Case.Of<NotSupportedException>(["float or double", "Half"], _ => Network.WithInputs<Half>(1)),
        ["a network without layers"] = Case.Of<InvalidOperationException>(["at least one layer"], _ => Network.WithInputs<double>(2).Build()),
        ["no list of layers"] = Case.Of<ArgumentNullException>(["layers"], _ => new Network<double>(2, null!)),
        ["an empty list of layers"] = Case.Of<ArgumentException>(["'layers' is empty"], _ => new Network<double>(2, [])),
        ["a null layer"] = Case.Of<ArgumentException>(["'layers'[1] is null"], _ => new Network<double>(2, [new Tanh<double>(), null!])),
        ["layers that do not fit"] = Case.Of<ArgumentException>(["Dense 4 -> 1 expects 4 inputs", "gives 3"],
            _ => new Network<double>(2, [new Dense<double>(2, 3), new Dense<double>(4, 1)])),
        ["an added layer that does not fit"] = Case.Of<ArgumentException>(["Dense 4 -> 1 expects 4 inputs", "gives 2"],
            _ => Network.WithInputs<double>(2).Add(new Dense<double>(4, 1))),
        ["one layer twice"] = Case.Of<ArgumentException>(["appears twice", "Copy()"], _ =>
        {
            var layer = new Dense<double>(2, 2);
            _ = new Network<double>(2, [layer, layer]);
        }),
        ["a copy that shares its weights"] = Case.Of<InvalidOperationException>(["SharingLayer.Copy", "parameter 'weight'"],
            _ => new Network<double>(2, [new SharingLayer()]).Clone()),
        ["a built layer that shares its weights"] =
            Case.Of<InvalidOperationException>(["SharingLayer.Copy", "parameter 'weight'"], _ => Network.WithInputs<double>(2).Add(new SharingLayer()).Build()),
        ["no network to train"] = Case.Of<ArgumentNullException>(["network"], _ => new Trainer<double>(null!, new MeanSquaredError<double>())),
        ["no loss"] = Case.Of<ArgumentNullException>(["loss"], network => new Trainer<double>(network, null!)),
        ["a loss that includes another activation"] =
            Case.Of<ArgumentException>(["SoftmaxCrossEntropy includes the Softmax", "ends in Sigmoid"],
            network => new Trainer<double>(network, new SoftmaxCrossEntropy<double>())),
        ["a loss whose gradient has the wrong shape"] =
            Case.Of<InvalidOperationException>(["gradient of 1 x 1", "predictions are 4 x 1"],
            network => Train(network, (_, _) => (1, Matrix<double>.Build.Dense(1, 1)))),
        ["a loss without gradient"] = Case.Of<InvalidOperationException>(["no gradient (null)"], network => Train(network, (_, _) => (1, null!))),
        ["no loss function"] = Case.Of<ArgumentNullException>(["valueAndGradient"], _ => Loss.FromFunction<double>(null!)),
        ["predictions and targets of different shapes"] =
            Case.Of<ArgumentException>(["'predictions' is 4 x 2", "'targets' is 4 x 1"], _ => GradientCheck.OfLoss(new MeanSquaredError<double>(), _x, _y)),
        ["data that do not fit the checked network"] =
            Case.Of<ArgumentException>(["'x'", "1 columns", "2 inputs"], network => GradientCheck.Run(network, new MeanSquaredError<double>(), _y, _y)),
        ["a random number below 0"] = Case.Of<ArgumentOutOfRangeException>(["bound"], _ => new RandomStream(0).NextInteger(0)),
    };

    /// <summary>A layer of one's own whose copy is itself.</summary>
    private sealed class SharingLayer : Layer<double>
    {
        public override IReadOnlyList<Parameter<double>> Parameters { get; } = [new("weight", 1, 1)];

        public override int OutputSize(int inputSize) => inputSize;

        public override void Forward(Matrix<double> input, Matrix<double> output) => input.CopyTo(output);

        public override void Backward(LayerPass<double> pass) => throw new NotSupportedException();

        public override Layer<double> Copy() => this;
    }

    private static void Train(Network<double> network, Func<Matrix<double>, Matrix<double>, (double, Matrix<double>)> loss)
        => new Trainer<double>(network, Loss.FromFunction(loss)).Fit(_data);

    [Fact]
    public void A_custom_loss_that_returns_NaN_stops_training_with_a_typed_reason_before_any_weight_changes()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);
        Loss<double> loss = Loss.FromFunction<double>((predictions, _) => (double.NaN, predictions.Clone()));

        TrainingResult result = new Trainer<double>(network, loss).Fit(_data);

        result.StopReason.Should().Be(StopReason.Diverged);
        result.StopMessage.Should().Contain("epoch 1, step 1").And.Contain("loss became NaN").And.Contain("GradientCheck");
        result.Steps.Should().Be(0);
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void A_custom_loss_with_a_NaN_in_its_gradient_stops_training_and_is_told_where()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);
        Loss<double> loss = Loss.FromFunction<double>((predictions, _) => (1, With(predictions, 2, 0, double.NaN)));

        TrainingResult result = new Trainer<double>(network, loss, new TrainingOptions { Order = SampleOrder.AsGiven }).Fit(_data);

        result.StopReason.Should().Be(StopReason.Diverged);
        result.StopMessage.Should().Contain("gradient of the loss became NaN").And.Contain("row 2, column 0");
        result.Divergence.Should().BeEquivalentTo(new { Epoch = 1, Step = 1L, Layer = (int?)null });
        Bits.Of(network).Should().Equal(before);
    }
}
