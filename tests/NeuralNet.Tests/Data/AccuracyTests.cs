using System.Text.Json;

namespace NeuralNet.Tests;

/// <summary>
/// Cross-validated accuracies beside those of scikit-learn's classifiers, on the folds and with the settings of
/// <c>reference-accuracy.json</c>. Initial weights and shuffling differ between libraries, so means over seeds are
/// compared.
/// </summary>
public sealed class AccuracyTests
{
    // scikit-learn adds 0.5 * alpha / (samples of the minibatch) * sum(W * W) to the loss.
    private const double Alpha = 1e-4;
    private const int BatchSize = 32;

    private static readonly JsonElement _reference =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "reference-accuracy.json"))).RootElement.GetProperty("sets");

    [Fact]
    public void Iris_with_ReLU_and_Adam_is_classified_as_well_as_by_scikit_learn()
    {
        var optimizer = new Adam { LearningRate = 0.01 };

        double accuracy = CrossValidate("iris", Network.WithInputs<double>(4).Dense(10).ReLU().Dense(3).Softmax(), optimizer, epochs: 100, seeds: 5);

        accuracy.Should().BeApproximately(ReferenceMean("iris", 0), 0.02);
    }

    [Fact]
    public void Iris_with_tanh_and_Nesterov_momentum_is_classified_as_well_as_by_scikit_learn()
    {
        // Nesterov's form is the default of scikit-learn's momentum.
        var optimizer = new Sgd { LearningRate = 0.1, Momentum = 0.9, Kind = MomentumKind.Nesterov };

        double accuracy = CrossValidate("iris", Network.WithInputs<double>(4).Dense(10).Tanh().Dense(3).Softmax(), optimizer, epochs: 100, seeds: 5);

        accuracy.Should().BeApproximately(ReferenceMean("iris", 1), 0.02);
    }

    [Fact]
    public void Iris_by_softmax_regression_is_classified_as_well_as_by_scikit_learn()
    {
        // LogisticRegression(C = 100) minimises the summed loss plus sum(W * W) / (2 C): here divided by the 120
        // samples of four folds.
        double accuracy = CrossValidate("iris", Network.WithInputs<double>(4).Dense(3).Softmax(), new Adam { LearningRate = 0.1 }, epochs: 500, seeds: 1,
            batchSize: 120, l2: 1 / (100.0 * 120));

        accuracy.Should().BeApproximately(ReferenceMean("iris", 2), 0.02);
    }

    [Fact]
    public void Digits_with_ReLU_and_Adam_are_classified_as_well_as_by_scikit_learn()
    {
        var optimizer = new Adam { LearningRate = 0.003 };

        double accuracy = CrossValidate("digits", Network.WithInputs<float>(64).Dense(32).ReLU().Dense(10).Softmax(), optimizer, epochs: 40, seeds: 3);

        accuracy.Should().BeApproximately(ReferenceMean("digits", 0), 0.01);
    }

    [Fact]
    public void Digits_with_two_hidden_layers_and_Nesterov_momentum_are_classified_as_well_as_by_scikit_learn()
    {
        var optimizer = new Sgd { LearningRate = 0.05, Momentum = 0.9, Kind = MomentumKind.Nesterov };

        double accuracy = CrossValidate("digits", Network.WithInputs<float>(64).Dense(48).ReLU().Dense(24).ReLU().Dense(10).Softmax(), optimizer, epochs: 40,
            seeds: 3);

        accuracy.Should().BeApproximately(ReferenceMean("digits", 1), 0.01);
    }

    [Fact]
    public void Digits_by_softmax_regression_are_classified_as_well_as_by_scikit_learn()
    {
        double accuracy = CrossValidate("digits", Network.WithInputs<float>(64).Dense(10).Softmax(), new Adam { LearningRate = 0.05 }, epochs: 300, seeds: 1,
            batchSize: 1438, l2: 1 / (10.0 * 1438));

        accuracy.Should().BeApproximately(ReferenceMean("digits", 2), 0.01);
    }

    private static double ReferenceMean(string set, int model) => _reference.GetProperty(set).GetProperty("references")[model].GetProperty("mean").GetDouble();

    /// <summary>The mean accuracy over seeds and folds: trained on four folds, scored on the fifth.</summary>
    private static double CrossValidate<T>(string set, NetworkBuilder<T> builder, Optimizer optimizer, int epochs, int seeds, int batchSize = BatchSize,
        double l2 = Alpha / BatchSize)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        JsonElement reference = _reference.GetProperty(set);
        int[] folds = [.. reference.GetProperty("fold").EnumerateArray().Select(fold => fold.GetInt32())];
        bool isDigits = set == "digits";
        Dataset<T> data = CsvData.Read(reference.GetProperty("file").GetString()!).ToDataset<T>(divisor: isDigits ? 16 : 1);
        (int Seed, int Fold)[] runs = [.. from seed in Enumerable.Range(0, seeds) from fold in folds.Distinct() select (seed, fold)];
        var accuracies = new double[runs.Length];
        Parallel.For(0, runs.Length, run =>
        {
            (int seed, int fold) = runs[run];
            Dataset<T> training = data.Subset([.. Rows(folds, row => row != fold)]);
            Dataset<T> test = data.Subset([.. Rows(folds, row => row == fold)]);
            if (!isDigits)
            {
                var scaler = StandardScaler.Fit(training.X);
                training = training with { X = scaler.Transform(training.X) };
                test = test with { X = scaler.Transform(test.X) };
            }

            var options = new TrainingOptions { Optimizer = optimizer, Epochs = epochs, BatchSize = batchSize, L2 = l2, Seed = seed, Threads = 1 };
            var trainer = new Trainer<T>(builder.Build(seed), new SoftmaxCrossEntropy<T>(), options);
            trainer.Fit(training);
            accuracies[run] = trainer.Evaluate(test).Accuracy!.Value;
        });

        return accuracies.Average();
    }

    private static IEnumerable<int> Rows(int[] folds, Func<int, bool> isWanted) => Enumerable.Range(0, folds.Length).Where(row => isWanted(folds[row]));
}
