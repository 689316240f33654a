using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>Things that a test needs some of, whichever.</summary>
internal static class Some
{
    /// <summary>Every optimizer in every form.</summary>
    public static IEnumerable<MinibatchOptimizer> Optimizers(LearningRateSchedule rate)
    {
        yield return new Sgd { LearningRate = rate };
        foreach (MomentumForm form in Enum.GetValues<MomentumForm>())
        {
            foreach (MomentumKind kind in Enum.GetValues<MomentumKind>())
                yield return new Sgd { LearningRate = rate, Momentum = 0.9, Form = form, Kind = kind };
        }

        yield return new RmsProp { LearningRate = rate };
        yield return new Adam { LearningRate = rate };
        yield return new AdamW { LearningRate = rate };
    }

    /// <summary>Every method that looks at all samples.</summary>
    public static IEnumerable<FullBatchOptimizer> FullBatchOptimizers()
        => [new LevenbergMarquardt(), new BayesianRegularization(), new Lbfgs { Memory = 4 }, new Rprop()];

    /// <summary>A schedule of every type, none of them constant.</summary>
    public static IEnumerable<LearningRateSchedule> Schedules(double rate)
    {
        yield return rate;
        yield return new ExponentialDecay(rate, 0.9);
        yield return new ExponentialDecay(rate, 0.9) { Timing = DecayTiming.AfterFirstMinibatch };
        yield return new StepDecay(rate, 0.5, 2);
        yield return new CosineDecay(rate, 8) { FinalRate = rate / 10 };
        yield return new WarmUp(7, new ExponentialDecay(rate, 0.9));
        yield return new ReduceOnPlateau(rate) { Factor = 0.8, Patience = 1, MinimumImprovement = 1000 };
        yield return LearningRateSchedule.From(time => rate / (1 + time.Step));
    }

    /// <summary>Samples of a smooth function of two inputs.</summary>
    public static Dataset<T> Regression<T>(int samples, int outputs = 1, int seed = 3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> x = Matrix<T>(samples, 2, seed);
        return new Dataset<T>(x, MathNet.Numerics.LinearAlgebra.Matrix<T>.Build.Dense(samples, outputs,
            (i, j) => T.Sin(x[i, 0] * T.CreateChecked(j + 1)) * x[i, 1]));
    }

    /// <summary>Samples of classes that mostly depend on the first inputs.</summary>
    public static Dataset<T> Classification<T>(int samples, int classes = 3, int seed = 3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(seed, index: 1);
        int[] labels = [.. Enumerable.Range(0, samples).Select(i => i % classes)];
        Matrix<T> x = MathNet.Numerics.LinearAlgebra.Matrix<T>.Build.Dense(samples, 2,
            (i, j) => T.CreateChecked(Math.Sin(labels[i] * 2 + j) + 0.3 * random.NextNormal()));
        return new Dataset<T>(x, labels, classes);
    }

    /// <summary>Normally distributed numbers.</summary>
    public static Matrix<T> Matrix<T>(int rows, int columns, int seed = 3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(seed);
        return MathNet.Numerics.LinearAlgebra.Matrix<T>.Build.Dense(rows, columns, (_, _) => T.CreateChecked(random.NextNormal()));
    }
}
