using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NeuralNet.Numerics;

namespace NeuralNet.Tests;

/// <summary>
/// Training runs, each with the hash of the weights, predictions and recorded losses that it ends with.
/// </summary>
internal static class HashedRuns<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _few = Some.Classification<T>(samples: 150);

    public static IEnumerable<string> All(int threads)
    {
        var options = new TrainingOptions { Epochs = 2, BatchSize = 37, Threads = threads, Optimizer = new Sgd { LearningRate = 0.05, Momentum = 0.9 } };
        foreach (string layer in Library.LayerNames)
            yield return Run($"layer {layer}", NewNetwork(Library.Layer<T>(layer, 21)), new SoftmaxCrossEntropy<T>(), options, _few);
        foreach (string loss in Library.LossNames)
            yield return Run($"loss {loss}", NewNetwork(new Tanh<T>()), Library.Loss<T>(loss), options, _few);
        foreach (Optimizer optimizer in Some.Optimizers(rate: 0.01))
            yield return Run($"{optimizer}", NewNetwork(new ReLU<T>()), new SoftmaxCrossEntropy<T>(),
                options with { Optimizer = optimizer, BatchSize = 5 }, _few);
        foreach (SampleOrder order in Enum.GetValues<SampleOrder>())
            yield return Run($"order {order}", NewNetwork(new Sigmoid<T>()), new SoftmaxCrossEntropy<T>(), options with { Order = order }, _few);
        yield return Run("penalties, clipping, weights, stopping", NewNetwork(new LeakyReLU<T>()), new SoftmaxCrossEntropy<T>(), options with
        {
            L1 = 1e-3,
            L2 = 1e-2,
            Clipping = GradientClipping.ByNorm(0.5),
            ClassWeights = [1, 2, 3],
            ValidationFraction = 0.2,
            EarlyStopping = new EarlyStopping(Patience: 1),
            StopWhenLossBelow = 0.01,
        }, _few);

        // The last minibatch is a smaller, odd one.
        const int batch = 170, inputs = 240, units = 151, tanhUnits = 100;
        if (2.0 * batch * inputs * units < Workers.SmallestProduct || inputs * units < Workers.SmallestUpdate || batch * inputs < Workers.SmallestMove
            || batch * tanhUnits < Workers.SmallestMove)
            throw new InvalidOperationException("The large network is too small for threads to share its products, updates, activations and gathering.");
        var large = new Dataset<T>(Some.Matrix<T>(411, inputs), Some.Matrix<T>(411, 53));
        foreach (Optimizer optimizer in (Optimizer[])[new Sgd { LearningRate = 0.01, Momentum = 0.9 }, new AdamW()])
        {
            Network<T> network = Network.WithInputs<T>(inputs).Dense(units).ReLU().Dropout(0.2).Dense(tanhUnits).Tanh().Dense(53).Build(seed: 1);
            yield return Run($"large, {optimizer.GetType().Name}", network, new MeanSquaredError<T>(), options with
            {
                Optimizer = optimizer,
                BatchSize = batch,
                L2 = 1e-3,
                Clipping = GradientClipping.ByNorm(1),
            }, large);
        }

        // Samples that a narrow first layer reads where they lie; of these, some numbers of units fill vectors.
        const int wideBatch = 75, wideInputs = 1801;
        var wide = new Dataset<T>(Some.Matrix<T>(190, wideInputs), Some.Matrix<T>(190, 3));
        foreach (int narrow in (int[])[27, 50])
        {
            if (!ProductBlocks<T>.PickingPays(wideBatch, wideInputs, narrow))
                throw new InvalidOperationException("The wide network has its samples gathered.");
            yield return Run($"wide, {narrow} units", Network.WithInputs<T>(wideInputs).Dense(narrow).ReLU().Dense(3).Build(seed: 1), new MeanSquaredError<T>(),
                options with { BatchSize = wideBatch, L2 = 1e-3 }, wide);
        }
    }

    private static Network<T> NewNetwork(Layer<T> layer) => Network.WithInputs<T>(2).Dense(21).Add(layer).Dropout(0.1).Dense(3).Build(seed: 1);

    private static string Run(string name, Network<T> network, Loss<T> loss, TrainingOptions options, Dataset<T> data)
    {
        TrainingResult result = new Trainer<T>(network, loss, options).Fit(data);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Parameter<T> parameter in network.Parameters)
            hash.AppendData(MemoryMarshal.AsBytes<T>(parameter.Value.ToColumnMajorArray()));
        hash.AppendData(MemoryMarshal.AsBytes<T>(network.Predict(data.X).ToColumnMajorArray()));
        hash.AppendData(MemoryMarshal.AsBytes<T>(network.Predict(data.X.SubMatrix(0, 1, 0, data.X.ColumnCount)).ToColumnMajorArray()));
        hash.AppendData(MemoryMarshal.AsBytes<T>(network.ToFrozen().Predict(data.X.SubMatrix(0, 1, 0, data.X.ColumnCount)).ToColumnMajorArray()));
        hash.AppendData(MemoryMarshal.AsBytes<double>(result.History.Select(record => record.Training.Loss).ToArray()));
        return $"{typeof(T).Name}, {name}: {Convert.ToHexString(hash.GetHashAndReset())[..16]}";
    }
}
