namespace NeuralNet.FindingsBenchmark;

/// <summary>A network and how it is trained.</summary>
internal sealed record Setting
{
    public bool Standardize { get; init; }

    public int[] Hidden { get; init; } = [24];

    public string Activation { get; init; } = "relu";

    public Initializer? Weights { get; init; }

    public double Dropout { get; init; }

    public bool DropsAnswers { get; init; }

    /// <summary>An activation behind the last layer in place of the one that suits the task.</summary>
    public string? End { get; init; }

    public Loss<double>? Loss { get; init; }

    public TrainingOptions Options { get; init; } = new() { Optimizer = new Adam { LearningRate = 0.005 }, Epochs = 60 };

    public TrainingResult Train(Task task, Rows training, Rows? validation, int seed, out Network<double> network)
    {
        Dataset<double> data = training.ToDataset();
        NetworkBuilder<double> builder = Network.WithInputs<double>(training.X[0].Length);
        if (Standardize)
            builder = builder.Standardize(data.X);
        foreach (int units in Hidden)
        {
            builder = Add(builder.Dense(units, Weights), Activation);
            if (Dropout > 0)
                builder = builder.Dropout(Dropout);
        }

        builder = Add(builder.Dense(training.Y[0].Length, Weights), End ?? (task == Task.Classes ? "softmax" : task == Task.YesOrNo ? "sigmoid" : ""));
        if (DropsAnswers)
            builder = builder.Dropout(0.5);
        network = builder.Build(seed);
        Loss<double> loss = Loss ?? (task == Task.Classes ? new SoftmaxCrossEntropy<double>() : task == Task.YesOrNo ? new BinaryCrossEntropy<double>()
            : new MeanSquaredError<double>());
        return new Trainer<double>(network, loss, Options with { Seed = seed, Threads = 1 }).Fit(data, validation?.ToDataset());
    }

    private static NetworkBuilder<double> Add(NetworkBuilder<double> builder, string activation) => activation switch
    {
        "relu" => builder.ReLU(),
        "tanh" => builder.Tanh(),
        "sigmoid" => builder.Sigmoid(),
        "softmax" => builder.Softmax(),
        _ => builder,
    };
}
