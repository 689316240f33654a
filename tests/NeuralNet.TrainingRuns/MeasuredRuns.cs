using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests;

/// <summary>
/// Training runs and predictions, each with the bytes that all threads of the process allocated in it, as the runtime
/// counts them.
/// </summary>
internal static class MeasuredRuns<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int WarmUpEpochs = 2, Epochs = 4;

    private static readonly Dataset<T> _few = Some.Classification<T>(samples: 60);

    /// <summary>
    /// The bytes at the start of each step; taken between steps, so that reading them is part of none.
    /// </summary>
    private static readonly long[] _bytes = new long[1000];

    /// <summary>
    /// Lines of a name, the number of steps or predictions that were watched, and the bytes they allocated in all.
    /// </summary>
    public static IEnumerable<string> All(int threads)
    {
        var options = new TrainingOptions { BatchSize = 7, Threads = threads };
        foreach (string layer in Library.LayerNames)
            yield return Steps($"layer {layer}", NewNetwork(Library.Layer<T>(layer, 6)), new SoftmaxCrossEntropy<T>(), options, _few);

        // A loss made of functions of matrices returns a new one each time.
        foreach (string loss in Library.LossNames.Except([nameof(Loss.FromFunction), nameof(Loss.Numerical)]))
            yield return Steps($"loss {loss}", NewNetwork(new Tanh<T>()), Library.Loss<T>(loss), options, _few);
        foreach (LearningRateSchedule schedule in Some.Schedules(0.01))
            yield return Steps($"{schedule}", NewNetwork(new Sigmoid<T>()), new SoftmaxCrossEntropy<T>(), options with
            {
                Optimizer = new Sgd { LearningRate = schedule },
            }, _few);
        foreach (SampleOrder order in Enum.GetValues<SampleOrder>())
            yield return Steps($"order {order}", NewNetwork(new ReLU<T>()), new SoftmaxCrossEntropy<T>(), options with
            {
                Order = order,
                Clipping = GradientClipping.ByValue(1),
                TimeLimit = TimeSpan.FromHours(1),
            }, _few);
        yield return Steps("weights, validation, stopping", NewNetwork(new ReLU<T>()), new SoftmaxCrossEntropy<T>(), options with
        {
            ClassWeights = [1, 2, 3],
            ValidationFraction = 0.2,
            EarlyStopping = new EarlyStopping(Patience: 100),
            StopWhenLossBelow = -1,
            StopWhenMeanAbsoluteErrorBelow = 1e-9,
        }, _few with { SampleWeights = [.. Enumerable.Range(1, _few.X.RowCount).Select(i => (double)i)] });

        const int batch = 128, inputs = 260, units = 150;
        if (2.0 * batch * inputs * units < Workers.SmallestProduct || inputs * units < Workers.SmallestUpdate || batch * inputs < Workers.SmallestMove
            || batch * units < Workers.SmallestMove)
            throw new InvalidOperationException("The large network is too small for threads to share its products, updates, activations and gathering.");
        var large = new Dataset<T>(Some.Matrix<T>(500, inputs), Some.Matrix<T>(500, 20));
        foreach (Optimizer optimizer in Some.Optimizers(rate: 0.001))
        {
            TrainingOptions all = options with { Optimizer = optimizer, L1 = 1e-4, L2 = 1e-4, Clipping = GradientClipping.ByNorm(1) };
            yield return Steps($"{optimizer}", NewNetwork(new LeakyReLU<T>()), new SoftmaxCrossEntropy<T>(), all, _few);
            Network<T> network = Network.WithInputs<T>(inputs).Dense(units).ReLU().Dropout(0.2).Dense(20).Build(seed: 1);
            yield return Steps($"{optimizer}, large", network, new MeanSquaredError<T>(), all with { BatchSize = batch }, large);
        }

        foreach (string layer in Library.LayerNames)
            yield return Predictions($"predicting through {layer}", NewNetwork(Library.Layer<T>(layer, 6)), threads);
        Network<T> predicting = Network.WithInputs<T>(inputs).Dense(units).ReLU().Dense(20).Softmax().Build(seed: 1);
        yield return Predictions("predicting, large", predicting, threads);
        yield return Predictions("predicting, frozen", predicting, threads, predicting.ToFrozen());
    }

    private static Network<T> NewNetwork(Layer<T> layer) => Network.WithInputs<T>(2).Dense(6).Add(layer).Dropout(0.1).Dense(3).Build(seed: 1);

    /// <summary>
    /// Steps of the epochs after the first ones, without what stands between one epoch and the next. The diagnostics
    /// look at a few steps more closely and are off.
    /// </summary>
    private static string Steps(string name, Network<T> network, Loss<T> loss, TrainingOptions options, Dataset<T> data)
        => LeastOf(() => StepsOnce(network, loss, options, data)).Line(name);

    private static Watched StepsOnce(Network<T> network, Loss<T> loss, TrainingOptions options, Dataset<T> data)
    {
        var optimizer = (MinibatchOptimizer)options.Optimizer;
        LearningRateSchedule schedule = optimizer.LearningRate;
        int count = 0;
        long sum = 0;
        int steps = 0;
        var watching = LearningRateSchedule.From(time =>
        {
            long now = GC.GetTotalAllocatedBytes(precise: true);

            // What the runtime's own threads do after a collection would be counted, too.
            if (time.Epoch == WarmUpEpochs && time.StepInEpoch == 0)
                Collect();
            if (time.Epoch >= WarmUpEpochs && time.StepInEpoch > 0)
            {
                sum += now - _bytes[count - 1];
                steps++;
            }

            _bytes[count++] = GC.GetTotalAllocatedBytes(precise: true);
            return schedule.RateAt(time);
        });
        options = options with { Optimizer = optimizer with { LearningRate = watching }, Epochs = Epochs, Diagnostics = Diagnostics.Off };

        new Trainer<T>(network, loss, options).Fit(data);

        return new Watched(steps, sum);
    }

    /// <summary>
    /// The runtime itself allocates now and then, when it starts a thread to compile; what a step or a call allocates
    /// comes again each time it is watched.
    /// </summary>
    private static Watched LeastOf(Func<Watched> watch)
    {
        Watched least = watch();
        for (int again = 0; again < 2 && least.Bytes != 0; again++)
            least = watch() is { } next && next.Bytes < least.Bytes ? next : least;
        return least;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>Single samples, on as many threads at once.</summary>
    private static string Predictions(string name, Network<T> network, int threads, FrozenNetwork<T>? frozen = null)
        => LeastOf(() => PredictionsOnce(network, threads, frozen)).Line(name);

    private static Watched PredictionsOnce(Network<T> network, int threads, FrozenNetwork<T>? frozen)
    {
        const int calls = 100;
        int ready = 0, done = 0, go = 0, end = 0;
        Thread[] predicting = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var x = new T[network.Inputs];
            var y = new T[network.Outputs];
            Predict(x, y);
            SignalAndWait(ref ready, ref go, 1);
            for (int i = 0; i < calls; i++)
                Predict(x, y);
            SignalAndWait(ref done, ref end, 1);
        }))];
        foreach (Thread thread in predicting)
            thread.Start();
        Wait(ref ready, threads);
        Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        SignalAndWait(ref go, ref done, threads);
        long after = GC.GetTotalAllocatedBytes(precise: true);
        Interlocked.Increment(ref end);
        foreach (Thread thread in predicting)
            thread.Join();
        return new Watched(calls * threads, after - before);

        void Predict(T[] x, T[] y)
        {
            if (frozen is null)
                network.Predict(x, y);
            else
                frozen.Predict(x, y);
        }
    }

    private static void SignalAndWait(ref int mine, ref int other, int expected)
    {
        Interlocked.Increment(ref mine);
        Wait(ref other, expected);
    }

    /// <summary>By yielding: the runtime's own barriers allocate.</summary>
    private static void Wait(ref int counter, int expected)
    {
        while (Volatile.Read(ref counter) < expected)
            Thread.Sleep(0);
    }

    /// <summary>How many steps or predictions were watched, and the bytes they allocated in all.</summary>
    private readonly record struct Watched(int Count, long Bytes)
    {
        public string Line(string name) => $"{typeof(T).Name}, {name}\t{Count}\t{Bytes}";
    }
}
