using System.Numerics;

namespace NeuralNet.Tests;

public sealed class KindsInDouble : KindTests<double>;

public sealed class KindsInFloat : KindTests<float>;

/// <summary>
/// What holds for every kind of the library, so that a new one is tested without a test being written.
/// </summary>
public abstract class KindTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Matrix<T> _x = Some.Matrix<T>(37, 5);

    public static TheoryData<string> Layers => [.. Library.LayerNames];

    [Fact]
    public void Every_type_of_the_library_that_a_file_may_name_is_registered_by_its_name()
    {
        Type[] types = typeof(Network).Assembly.GetExportedTypes();
        IEnumerable<string> Named(string family, Func<Type, bool> belongs)
            => types.Where(type => !type.IsAbstract && belongs(type)).Select(type => $"{family} {Description.NameOf(type)}");

        IEnumerable<string> expected =
        [
            .. Named("layer", type => IsGeneric(type, typeof(Layer<>))),
            .. Named("loss", type => IsGeneric(type, typeof(Loss<>))),
            .. Named("schedule", type => type.IsSubclassOf(typeof(LearningRateSchedule))),
            .. Named("optimizer", type => type.IsSubclassOf(typeof(Optimizer))),
        ];

        LibraryTypes<T>.All.Keys.Select(key => $"{key.Family} {key.Kind}").Should().Contain(expected);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_is_saved_and_loaded_to_the_bit(string name)
    {
        foreach (Network<T> network in Networks(name))
        {
            using var file = new MemoryStream();
            network.Save(file);
            file.Position = 0;

            Network<T> loaded = Network.Load<T>(file);

            loaded.Layers.Select(layer => layer.Describe()).Should().Equal(network.Layers.Select(layer => layer.Describe()));
            Bits.Of(loaded).Should().Equal(Bits.Of(network));
            Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_has_the_derivative_of_its_formula(string name)
    {
        foreach (Network<T> network in Networks(name))
        {
            GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), _x, Some.Matrix<T>(37, network.Outputs, seed: 9));

            report.IsCorrect.Should().BeTrue(report.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_predicts_from_many_threads_what_it_predicts_from_one(string name)
    {
        foreach (Network<T> network in Networks(name))
        {
            byte[] expected = Bits.Of(network.Predict(_x));
            var differences = 0;

            Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            {
                Matrix<T> rows = _x.SubMatrix(i % 8, 29, 0, 5);
                Matrix<T> all = network.Predict(_x);
                if (!Bits.Of(all).AsSpan().SequenceEqual(expected) || !network.Predict(rows).Equals(all.SubMatrix(i % 8, 29, 0, network.Outputs)))
                    Interlocked.Increment(ref differences);
            });

            differences.Should().Be(0);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_gives_a_sample_alone_the_bits_that_it_has_among_others(string name)
    {
        foreach (Network<T> network in Networks(name))
        {
            Matrix<T> together = network.Predict(_x);

            for (int i = 0; i < _x.RowCount; i++)
                Bits.Of(network.Predict(_x.SubMatrix(i, 1, 0, 5))).Should().Equal(Bits.Of(together.SubMatrix(i, 1, 0, network.Outputs)));
        }
    }

    [Fact]
    public void Every_loss_schedule_optimizer_clipping_and_initializer_is_made_again_with_its_settings()
    {
        var types = new KnownTypes<T>();
        Loss<T>[] losses =
        [
            new MeanSquaredError<T>(), new MeanAbsoluteError<T>(), new Huber<T>(0.5), new SoftmaxCrossEntropy<T>(0.125), new BinaryCrossEntropy<T>(0.25),
        ];
        LearningRateSchedule[] schedules = [.. Some.Schedules(0.125).Where(schedule => schedule.ToString() != "a function")];
        Optimizer[] optimizers = [.. schedules.SelectMany(Some.Optimizers)];
        GradientClipping[] clippings = [GradientClipping.ByNorm(3), GradientClipping.ByValue(0.5)];
        Initializer[] initializers =
        [
            Initializer.GlorotUniform, Initializer.GlorotNormal, Initializer.HeUniform, Initializer.HeNormal, Initializer.LeCunUniform, Initializer.LeCunNormal,
            Initializer.Zeros, Initializer.Constant(0.25),
        ];

        losses.Select(loss => types.MakeLoss(loss.Describe()).Describe()).Should().Equal(losses.Select(loss => loss.Describe()));
        schedules.Select(schedule => types.MakeSchedule(schedule.Describe())).Should().Equal(schedules);
        optimizers.Select(optimizer => types.MakeOptimizer(optimizer.Describe())).Should().Equal(optimizers);
        clippings.Select(clipping => types.MakeClipping(clipping.Describe())).Should().Equal(clippings);
        initializers.Select(initializer => types.MakeInitializer(initializer.Describe())).Should().Equal(initializers);
        IEnumerable<Type> allLosses = typeof(Network).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && IsGeneric(type, typeof(Loss<>)));
        losses.Select(loss => loss.GetType().Name).Should().BeEquivalentTo(allLosses.Select(type => type.Name));
    }

    /// <summary>
    /// The layer between two others, with its default settings and with other ones, and with parameters that no layer
    /// starts with.
    /// </summary>
    private static IEnumerable<Network<T>> Networks(string name)
    {
        foreach (Layer<T> layer in new[] { Library.Layer<T>(name, 6), Library.LayerOfOtherSettings<T>(name, 6) })
        {
            Network<T> network = Network.WithInputs<T>(5).Dense(6).Add(layer).Dense(3).Build(seed: 4);
            var random = new RandomStream(5);
            foreach (Parameter<T> parameter in network.Parameters)
                parameter.Value.MapInplace(value => value + T.CreateChecked(0.25 * random.NextNormal()), Zeros.Include);
            yield return network;
        }
    }

    private static bool IsGeneric(Type type, Type family)
    {
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericTypeDefinition() == family)
                return true;
        }

        return false;
    }
}
