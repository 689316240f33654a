using System.Numerics;

namespace NeuralNet.Tests;

public sealed class FullBatchDataInDouble : FullBatchDataTests<double>;

public sealed class FullBatchDataInFloat : FullBatchDataTests<float>;

/// <summary>Methods of all samples on weighted, degenerate and extreme data: a result, a typed stop, or a refusal that
/// names what is wrong.</summary>
public abstract class FullBatchDataTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TheoryData<string> Methods => [.. All.Keys];

    private static Dictionary<string, FullBatchOptimizer> All => Some.FullBatchOptimizers().ToDictionary(method => method.GetType().Name);

    private static bool IsDouble => typeof(T) == typeof(double);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Samples_of_weight_0_count_for_nothing_even_where_they_fill_a_block(string name)
    {
        Dataset<T> kept = Some.Regression<T>(700);
        Matrix<T> nonsense = Some.Matrix<T>(1400, 1, seed: 8);
        var weighted = new Dataset<T>(Some.Matrix<T>(1400, 2, seed: 9).Stack(kept.X), nonsense.Stack(kept.Y))
        {
            SampleWeights = [.. Enumerable.Repeat(0.0, 1400), .. Enumerable.Repeat(3.0, 700)],
        };

        (TrainingResult alone, TrainingResult among) = (Fit(name, kept).Result, Fit(name, weighted).Result);

        double loss = alone.FinalScores!.Value.Loss;
        among.FinalScores!.Value.Loss.Should().BeApproximately(loss, (IsDouble ? 1e-9 : 1e-2) * loss);
        if (alone.Evidence is { } evidence)
            among.Evidence!.Value.EffectiveParameters.Should().BeApproximately(evidence.EffectiveParameters, IsDouble ? 1e-6 : 0.5);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_sample_of_weight_2_is_two_samples(string name)
    {
        if (name == nameof(BayesianRegularization))
            return;
        Dataset<T> data = Some.Regression<T>(40);
        var twice = new Dataset<T>(data.X.Stack(data.X.SubMatrix(0, 10, 0, 2)), data.Y.Stack(data.Y.SubMatrix(0, 10, 0, 1)));
        Dataset<T> weighted = data with { SampleWeights = [.. Enumerable.Range(0, 40).Select(i => i < 10 ? 2.0 : 1)] };

        (double expected, double actual) = (Fit(name, twice, epochs: 5).Result.FinalScores!.Value.Loss,
            Fit(name, weighted, epochs: 5).Result.FinalScores!.Value.Loss);

        actual.Should().BeApproximately(expected, (IsDouble ? 1e-9 : 1e-3) * expected);
    }

    [Fact]
    public void Class_weights_are_the_weights_of_samples()
    {
        Dataset<T> data = Some.Classification<T>(60);
        Dataset<T> weighted = data with { SampleWeights = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 1 ? 5.0 : 1)] };
        foreach (FullBatchOptimizer method in new FullBatchOptimizer[] { new LevenbergMarquardt(), new Lbfgs(), new Rprop() })
        {
            (double byClass, double bySample) = (Classify(data, [1, 5, 1], method), Classify(weighted, null, method));

            byClass.Should().BeApproximately(bySample, (IsDouble ? 1e-9 : 1e-4) * bySample, method.ToString());
        }
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-1, "-1")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Weights_that_are_none_are_refused_with_their_place(double weight, string text)
    {
        Dataset<T> data = Some.Regression<T>(20) with { SampleWeights = [.. Enumerable.Range(0, 20).Select(i => i == 7 ? weight : 1)] };
        foreach (string name in All.Keys)
        {
            Action fit = () => Fit(name, data);

            fit.Should().Throw<ArgumentException>().WithMessage($"*SampleWeights'[7] is {text}*");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Values_of_any_size_give_a_result_or_a_reason(string name)
    {
        foreach (int exponent in IsDouble ? new[] { -300, -150, -30, 30, 150, 300 } : [-37, -20, 20, 37])
        {
            T scale = T.CreateChecked(Math.Pow(10, exponent));
            Dataset<T> data = Some.Regression<T>(30);
            foreach (Dataset<T> scaled in new[]
            {
                data with { X = data.X * scale },
                data with { Y = data.Y * scale },
                new Dataset<T>(data.X * scale, data.Y * scale),
            })
            {
                (TrainingResult result, Network<T> network) = Fit(name, scaled, epochs: 30);

                network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Should().OnlyContain(value => IsFinite(value));
                result.StopReason.Should().BeOneOf(StopReason.EpochsReached, StopReason.Converged, StopReason.NoFurtherImprovement, StopReason.Diverged);
                if (result.StopReason != StopReason.Diverged)
                    result.ToString().Should().NotContain("NaN");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Degenerate_data_give_a_result_or_a_reason(string name)
    {
        Dataset<T> data = Some.Regression<T>(40);
        Matrix<T> constant = Matrix<T>.Build.Dense(40, 2, T.One);
        Dataset<T>[] sets =
        [
            Some.Regression<T>(1), Some.Regression<T>(3), data with { X = constant }, data with { Y = constant.SubMatrix(0, 40, 0, 1) },
            new(data.X.SubMatrix(0, 1, 0, 2).Stack(data.X.SubMatrix(0, 1, 0, 2)), Some.Matrix<T>(2, 1)),
            data with { SampleWeights = [.. Enumerable.Range(0, 40).Select(i => i == 3 ? 1.0 : 0)] },
            data with { SampleWeights = [.. Enumerable.Range(0, 40).Select(i => i == 3 ? 1e300 : 1e-300)] },
        ];
        foreach (Dataset<T> set in sets)
        {
            (TrainingResult result, Network<T> network) = Fit(name, set, epochs: 40);

            network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Should().OnlyContain(value => IsFinite(value));
            result.ToString().Should().NotContain("NaN");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Taken_up_from_any_epoch_a_run_ends_with_the_bits_of_the_whole(string name)
    {
        byte[] whole = Bits.Of(Fit(name, Some.Regression<T>(50), epochs: 12).Network);
        string path = Path.Combine(Directory.CreateTempSubdirectory("solver").FullName, "run.safetensors");
        for (int epoch = 1; epoch < 12; epoch++)
        {
            var options = new TrainingOptions { Optimizer = All[name], Epochs = 12, Checkpoint = new CheckpointOptions(path) };
            using var cancellation = new CancellationTokenSource();
            var cut = new Listener(record => Cancel(record.Epoch == epoch, cancellation));
            new Trainer<T>(NewNetwork(), new MeanSquaredError<T>(), options with { Progress = cut })
                .Fit(Some.Regression<T>(50), cancellation: cancellation.Token);
            Network<T> network = NewNetwork();
            var second = new Trainer<T>(network, new MeanSquaredError<T>(), options);
            second.Restore(path);

            second.Fit(Some.Regression<T>(50));

            Bits.Of(network).Should().Equal(whole, "{0} epochs came before", epoch);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_network_without_weights_is_refused(string name)
    {
        Network<T> network = Network.WithInputs<T>(2).Tanh().Build();

        Action fit = () => new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions { Optimizer = All[name] })
            .Fit(Some.Matrix<T>(9, 2), Some.Matrix<T>(9, 2));

        fit.Should().Throw<ArgumentException>().WithMessage($"*no parameters*{name}*");
    }

    private static bool IsFinite(T value) => T.IsFinite(value);

    private static Network<T> NewNetwork() => Network.WithInputs<T>(2).Dense(6).Tanh().Dense(1).Build(seed: 1);

    private static (TrainingResult Result, Network<T> Network) Fit(string name, Dataset<T> data, int epochs = 8)
    {
        Network<T> network = NewNetwork();
        return (new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions { Optimizer = All[name], Epochs = epochs }).Fit(data), network);
    }

    private static double Classify(Dataset<T> data, double[]? classWeights, FullBatchOptimizer method)
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(4).Tanh().Dense(3).Softmax().Build(seed: 1);
        var options = new TrainingOptions { Optimizer = method, Epochs = 5, ClassWeights = classWeights };
        return new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), options).Fit(data).FinalScores!.Value.Loss;
    }

    private static void Cancel(bool now, CancellationTokenSource cancellation)
    {
        if (now)
            cancellation.Cancel();
    }

    private sealed class Listener(Action<EpochRecord> report) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => report(value);
    }
}
