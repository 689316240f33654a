using System.Globalization;
using System.Numerics;

namespace NeuralNet.Tests;

public sealed class HealthyRunsInDouble : HealthyRunTests<double>;

public sealed class HealthyRunsInFloat : HealthyRunTests<float>;

/// <summary>Runs that do what they should get no warning: not at any moment and not at the end.</summary>
public abstract class HealthyRunTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TheoryData<string> Networks => ["linear", "relu", "tanh", "sigmoid", "relu relu", "dropout", "leaky tanh"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_XOR_runs_of_the_reference(int index)
    {
        XorCase c = Fixture.Read<XorProblem>("xor").Cases[index];
        var options = new TrainingOptions
        {
            Epochs = 20_000,
            BatchSize = 4,
            Order = SampleOrder.AsGiven,
            Optimizer = new Sgd { LearningRate = c.LearningRate },
            StopWhenMeanAbsoluteErrorBelow = c.Threshold,
        };

        TrainingResult result = Train(c.Network.Build<T>(c.Initial), new MeanSquaredError<T>(), options, new Dataset<T>(Mistake.XorX<T>(), Mistake.XorY<T>()));

        result.StopReason.Should().Be(StopReason.MeanAbsoluteErrorReached);
        result.Findings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("two-layer-net-small", 0.1, 0.05, 4, 25)]
    [InlineData("two-layer-net-medium", 0.02, 0.2, 16, 13)]
    [InlineData("two-layer-net-course-toy", 1e-5, 0.1, 5, 100)]
    [InlineData("deep-mlp", 0, 0.1, 10, 20)]
    [InlineData("softmax-spiral", 1e-3, 1, 300, 200)]
    public void The_classifiers_of_the_reference(string name, double l2, double rate, int batchSize, int epochs)
    {
        var problem = Fixture.Read<Classifier>(name);
        Optimizer[] optimizers = name == "deep-mlp"
            ? [new Sgd { LearningRate = rate }, new Sgd { LearningRate = rate / 2, Momentum = 0.9 },
                new Sgd { LearningRate = rate / 2, Momentum = 0.9, Kind = MomentumKind.Nesterov }, new Adam { LearningRate = rate / 10 }]
            : [new Sgd { LearningRate = new ExponentialDecay(rate, name == "softmax-spiral" ? 1 : 0.95) }];
        int classes = problem.Labels.Max() + 1;
        var data = new Dataset<T>(problem.X.To<T>(), problem.Labels, classes);
        foreach (Optimizer optimizer in optimizers)
        {
            ReferenceNetwork shape = problem.Network ?? new ReferenceNetwork([2, 3], ["softmax"]);
            Network<T> network = (shape with { Activations = [.. shape.Activations.SkipLast(1), "softmax"] }).Build<T>(problem.Initial);

            TrainingResult result = Train(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions
            {
                L2 = l2,
                Epochs = epochs,
                BatchSize = batchSize,
                Optimizer = optimizer,
            }, data);

            // Straight lines cannot follow the spiral, and are told so.
            if (name == "softmax-spiral")
                result.ShouldHave(FindingCode.NoHiddenLayer);
            else
                result.ShouldHaveNoWarning();
        }
    }

    [Fact]
    public void The_autoencoder_of_the_reference()
    {
        var problem = Fixture.Read<Autoencoder>("autoencoder");
        Matrix<T> x = problem.X.To<T>();
        var options = new TrainingOptions
        {
            Epochs = 20,
            BatchSize = 1,
            Optimizer = new Sgd { LearningRate = problem.LearningRateForMeanSquaredError, Momentum = problem.Momentum },
        };

        TrainingResult result = Train(problem.Network.Build<T>(problem.Initial), new MeanSquaredError<T>(), options, new Dataset<T>(x, x));

        result.ShouldHaveNoWarning();
    }

    [Fact]
    public void The_state_weighted_loss_of_the_reference()
    {
        var problem = Fixture.Read<StateWeighted>("state-weighted-loss");
        Network<T> network = problem.Network.Build<T>(problem.Initial);
        Matrix<T> weights = problem.Weights.To<T>();
        int step = 0;
        Loss<T> loss = Loss.FromFunction<T>((p, _) =>
        {
            Matrix<T> gradient = Matrix<T>.Build.Dense(p.RowCount, p.ColumnCount);
            double value = 0;
            for (int i = 0; i < p.RowCount; i++)
            {
                T weighted = p[i, problem.State] * weights[step % weights.RowCount, i];
                value += double.CreateChecked(weighted * weighted) / p.RowCount;
                gradient[i, problem.State] = T.CreateChecked(2.0 / p.RowCount) * weighted * weights[step % weights.RowCount, i];
            }

            step++;
            return (value, gradient);
        });
        var options = new TrainingOptions { Epochs = 20, BatchSize = 50, Optimizer = new Adam { LearningRate = 1e-4, Beta1 = 0, Beta2 = 0.9 } };

        TrainingResult result = Train(network, loss, options, new Dataset<T>(problem.X.To<T>(), Matrix<T>.Build.Dense(50, 6)));

        result.ShouldHaveNoWarning();
    }

    [Theory]
    [InlineData("sigmoid", 4, 4)]
    [InlineData("sigmoid", 8, 1)]
    [InlineData("tanh", 3, 4)]
    [InlineData("tanh", 8, 2)]
    [InlineData("relu", 8, 4)]
    [InlineData("leaky tanh", 6, 4)]
    public void XOR_that_is_learned_however_long_its_plateau(string kind, int units, int batchSize)
    {
        Optimizer[] optimizers = [new Sgd { LearningRate = 0.5 }, new Sgd { LearningRate = 0.2, Momentum = 0.9 }, new Adam { LearningRate = 0.01 },
            new Adam { LearningRate = 0.1 }];
        for (int seed = 0; seed < 5; seed++)
        {
            foreach (Optimizer optimizer in optimizers)
            {
                Network<T> network = Hidden(Network.WithInputs<T>(2), kind, units).Dense(1).Sigmoid().Build(seed);
                var options = new TrainingOptions
                {
                    Epochs = 8000,
                    BatchSize = batchSize,
                    Seed = seed,
                    Optimizer = optimizer,
                    StopWhenMeanAbsoluteErrorBelow = 0.05,
                };

                TrainingResult result = Train(network, new MeanSquaredError<T>(), options, new Dataset<T>(Mistake.XorX<T>(), Mistake.XorY<T>()));

                // Now and then XOR fails, and is told so; here we are after those that succeed.
                if (result.StopReason == StopReason.MeanAbsoluteErrorReached)
                    result.ShouldHaveNoWarning();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Iris_with_and_without_validation_data(string kind)
    {
        Dataset<T> iris = Read("iris.csv", 3, x => StandardScaler.Fit(x).Transform(x));
        foreach (Optimizer optimizer in Optimizers())
        {
            foreach (double validation in (double[])[0, 0.2])
            {
                Network<T> network = Hidden(Network.WithInputs<T>(4), kind, 10).Dense(3).Softmax().Build(seed: 1);

                TrainingResult result = Train(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions
                {
                    Epochs = 60,
                    BatchSize = 16,
                    ValidationFraction = validation,
                    Optimizer = optimizer,
                }, iris);

                result.ShouldHaveNoWarning();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_spiral(string kind)
    {
        foreach (Optimizer optimizer in Optimizers())
        {
            Network<T> network = Hidden(Network.WithInputs<T>(2), kind, 60).Dense(3).Softmax().Build(seed: 2);
            var problem = Fixture.Read<Classifier>("softmax-spiral");

            TrainingResult result = Train(network, new SoftmaxCrossEntropy<T>(),
                new TrainingOptions { Epochs = 60, BatchSize = 32, L2 = 1e-3, Optimizer = optimizer }, new Dataset<T>(problem.X.To<T>(), problem.Labels, 3));

            // Straight lines cannot follow it, and are told so.
            if (kind == "linear")
                result.ShouldHave(FindingCode.NoHiddenLayer);
            else
                result.ShouldHaveNoWarningButThatItIsShort();
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Digits(string kind)
    {
        Dataset<T> digits = Read("digits.csv", 10, x => x / T.CreateChecked(16));
        foreach (Optimizer optimizer in Optimizers())
        {
            Network<T> network = Hidden(Network.WithInputs<T>(64), kind, 32).Dense(10).Softmax().Build(seed: 1);

            TrainingResult result = Train(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions
            {
                Epochs = 12,
                BatchSize = 32,
                ValidationFraction = 0.2,
                Optimizer = optimizer,
            }, digits);

            result.ShouldHaveNoWarning();
        }
    }

    [Fact]
    public void An_autoencoder_on_scaled_data()
    {
        Dataset<T> digits = Read("digits.csv", 10, x => x / T.CreateChecked(16));
        foreach (Optimizer optimizer in Optimizers())
        {
            Network<T> network = Network.WithInputs<T>(64).Dense(16).Sigmoid().Dense(64).Sigmoid().Build(seed: 1);

            TrainingResult result = Train(network, new MeanSquaredError<T>(), new TrainingOptions { Epochs = 10, BatchSize = 32, Optimizer = optimizer },
                new Dataset<T>(digits.X, digits.X));

            result.ShouldHaveNoWarningButThatItIsShort();
        }
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(200, 16)]
    [InlineData(200, 200)]
    public void Regression_of_a_smooth_function(int samples, int batchSize)
    {
        foreach (Optimizer optimizer in Optimizers())
        {
            foreach (Loss<T> loss in (Loss<T>[])[new MeanSquaredError<T>(), new MeanAbsoluteError<T>(), new Huber<T>()])
            {
                Network<T> network = Network.WithInputs<T>(2).Dense(16).Tanh().Dense(2).Build(seed: 1);

                TrainingResult result = Train(network, loss, new TrainingOptions
                {
                    Epochs = 40,
                    BatchSize = batchSize,
                    Optimizer = optimizer,
                }, Smooth(samples));

                result.ShouldHaveNoWarningButThatItIsShort();
            }
        }
    }

    [Fact]
    public void A_single_sample_a_single_class_and_a_continued_run()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(4).ReLU().Dense(1).Softmax().Build(seed: 1);
        var trainer = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions { Epochs = 30 });

        TrainingResult one = trainer.Fit(Some.Matrix<T>(1, 2), [0]);
        TrainingResult again = trainer.Fit(Some.Matrix<T>(1, 2), [0]);

        one.ShouldHaveNoWarning();
        again.ShouldHaveNoWarning();
    }

    private static TrainingResult Train(Network<T> network, Loss<T> loss, TrainingOptions options, Dataset<T> data)
        => new Trainer<T>(network, loss, options).Fit(data);

    private static Dataset<T> Smooth(int samples)
    {
        Matrix<T> x = Some.Matrix<T>(samples, 2);
        return new Dataset<T>(x, Matrix<T>.Build.Dense(samples, 2, (i, j) => T.Sin(x[i, 0]) + x[i, j] * x[i, 1] / T.CreateChecked(2)));
    }

    private static IEnumerable<Optimizer> Optimizers() =>
    [
        new Adam { LearningRate = 0.003 },
        new Adam { LearningRate = 0.01 },
        new Sgd { LearningRate = 0.1 },
        new Sgd { LearningRate = 0.02, Momentum = 0.9 },
        new RmsProp(),
        new AdamW { LearningRate = 0.003 },
    ];

    private static NetworkBuilder<T> Hidden(NetworkBuilder<T> builder, string kind, int units) => kind switch
    {
        "linear" => builder,
        "relu" => builder.Dense(units).ReLU(),
        "tanh" => builder.Dense(units).Tanh(),
        "sigmoid" => builder.Dense(units).Sigmoid(),
        "relu relu" => builder.Dense(units).ReLU().Dense(units / 2 + 4).ReLU(),
        "dropout" => builder.Dense(units).ReLU().Dropout(0.3),
        "leaky tanh" => builder.Dense(units).LeakyReLU().Dense(units / 2 + 4).Tanh(),
        _ => throw new ArgumentException(kind),
    };

    private static Dataset<T> Read(string file, int classes, Func<Matrix<T>, Matrix<T>> scale)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file)).Skip(1).Select(line => line.Split(','))];
        Matrix<T> x = Matrix<T>.Build.Dense(rows.Length, rows[0].Length - 1, (i, j) => T.Parse(rows[i][j], CultureInfo.InvariantCulture));
        return new Dataset<T>(scale(x), [.. rows.Select(row => int.Parse(row[^1], CultureInfo.InvariantCulture))], classes);
    }

    private sealed record XorProblem(XorCase[] Cases);

    private sealed record XorCase(ReferenceNetwork Network, double LearningRate, double Threshold, Dictionary<string, FixtureMatrix> Initial);

    private sealed record Classifier(ReferenceNetwork? Network, FixtureMatrix X, int[] Labels, Dictionary<string, FixtureMatrix> Initial);

    private sealed record Autoencoder(ReferenceNetwork Network, FixtureMatrix X, double LearningRateForMeanSquaredError, double Momentum,
        Dictionary<string, FixtureMatrix> Initial);

    private sealed record StateWeighted(ReferenceNetwork Network, FixtureMatrix X, int State, FixtureMatrix Weights, Dictionary<string, FixtureMatrix> Initial);
}
