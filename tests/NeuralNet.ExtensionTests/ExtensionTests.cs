using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NeuralNet.ExtensionTests;

public sealed class ExtensionsInDouble : ExtensionTests<double>;

public sealed class ExtensionsInFloat : ExtensionTests<float>;

/// <summary>What a type of one's own can do from an assembly that sees only what is public.</summary>
public abstract class ExtensionTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Own.Data<T>();

    [Fact]
    public void This_assembly_sees_no_internals()
        => typeof(Network).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
            .Should().NotContain(friend => friend.AssemblyName.StartsWith(typeof(Own).Assembly.GetName().Name!, StringComparison.Ordinal));

    [Fact]
    public void Own_layers_activations_and_losses_pass_the_gradient_check()
    {
        GradientReport report = GradientCheck.Run(Own.Network<T>(), Own.Loss<T>(), _data);

        report.IsCorrect.Should().BeTrue(report.ToString());
    }

    /// <summary>The library's own activations share a batch of this size among the threads.</summary>
    [Fact]
    public void An_own_activation_is_called_with_whole_batches_by_the_thread_that_trains_however_many_share_the_work()
    {
        const int samples = 256, units = 300;
        var activation = new CallRecorder<T>();
        Network<T> network = Network.WithInputs<T>(40).Dense(units).Add(activation).Dense(2).Build(seed: 1);
        var data = new Dataset<T>(Matrix<T>.Build.Dense(samples, 40, (i, j) => T.CreateChecked((i * j % 7) - 3)), Matrix<T>.Build.Dense(samples, 2));

        new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions
        {
            BatchSize = samples,
            Epochs = 5,
            Threads = 3,
            Diagnostics = Diagnostics.Off,
        }).Fit(data);

        // Forward and back in five steps, and once more for the final scores.
        activation.Calls.Should().HaveCount(11).And.OnlyContain(call => call == new Call(Environment.CurrentManagedThreadId, samples * units));
    }

    [Fact]
    public void An_own_stop_criterion_ends_training_with_its_sentence()
    {
        TrainingResult result = new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), Own.Options).Fit(_data);

        result.StopReason.Should().Be(StopReason.CriterionMet);
        result.StopMessage.Should().Be("the training loss fell by less than 1 % in 10 epochs.");
        result.History.Count.Should().BeInRange(20, 199);
        result.History[^1].Training.Loss.Should().BeLessThan(result.History[0].Training.Loss / 2, "it had learned before");
        result.Findings.Should().NotContain(finding => finding.Severity == Severity.Error);
    }

    [Fact]
    public void The_stop_criterion_is_asked_at_once_when_its_epoch_has_ended()
    {
        TrainingOptions options = Own.Options with { StopCriteria = [new AfterEpoch(1000), new AfterEpoch(7)] };

        TrainingResult result = new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), options).Fit(_data);

        result.StopReason.Should().Be(StopReason.CriterionMet);
        result.History.Count.Should().Be(7);
    }

    [Fact]
    public void An_own_schedule_gives_every_record_its_rate()
    {
        var schedule = new TriangularRate(0.001, 0.02, 40);

        TrainingResult result = new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), Own.Options with
        {
            Optimizer = new Sgd { LearningRate = schedule },
            Epochs = 12,
        }).Fit(_data);

        // 7 steps an epoch; the last update of epoch e, from 1, is number 7 e - 1, from 0. The rate is highest in the
        // middle of the period, at step 20.
        result.History.Select(record => record.LearningRate).Should()
            .Equal(Enumerable.Range(1, 12).Select(epoch => Triangle((7 * epoch - 1) % 40)), (rate, expected) => Math.Abs(rate - expected) < 1e-15);
    }

    [Fact]
    public void An_own_initializer_fills_the_weights()
    {
        Matrix<T> weights = ((Dense<T>)Own.Network<T>().Layers[0]).Weights;

        for (int unit = 0; unit < 8; unit++)
            weights.Column(unit).Enumerate().Count(weight => weight != T.Zero).Should().BeInRange(1, 2);
    }

    [Fact]
    public void A_network_of_own_layers_is_saved_and_loaded_by_their_registered_names()
    {
        Network<T> network = Own.Network<T>();
        new Trainer<T>(network, Own.Loss<T>(), Own.Options with { Epochs = 3 }).Fit(_data);

        Network<T> loaded = Network.Load(Saved(network), Own.Types<T>());

        Own.Bits(loaded).Should().Equal(Own.Bits(network));
        Own.Bits(loaded.Predict(_data.X)).Should().Equal(Own.Bits(network.Predict(_data.X)));
        loaded.Layers.Select(layer => layer.Describe()).Should().Equal(network.Layers.Select(layer => layer.Describe()));
        ((Dense<T>)loaded.Layers[0]).Initializer.Should().Be(new SparseNormal(2));
    }

    [Theory]
    [InlineData("Swish", "layer 1*'Swish'*KnownTypes.WithLayer(\"Swish\"*")]
    [InlineData("Gain", "layer 3*'Gain'*KnownTypes.WithLayer(\"Gain\"*")]
    public void A_layer_that_is_not_registered_is_named_with_what_to_do(string missing, string message)
    {
        KnownTypes<T> types = missing == "Swish"
            ? new KnownTypes<T>().WithLayer("Gain", description => new Gain<T>((int)description["width"]))
            : new KnownTypes<T>().WithLayer("Swish", description => new Swish<T>(description["beta"]));

        Action load = () => Network.Load(Saved(Own.Network<T>()), types);

        load.Should().Throw<InvalidDataException>().WithMessage($"*{message}");
    }

    [Fact]
    public void A_network_whose_initializer_is_not_registered_predicts_and_is_saved_again_but_draws_no_new_weights()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(8, new SparseNormal(2)).Build(seed: 1);

        Network<T> loaded = Network.Load<T>(Saved(network));

        Own.Bits(loaded.Predict(_data.X)).Should().Equal(Own.Bits(network.Predict(_data.X)));
        Saved(loaded).ToArray().Should().Equal(Saved(network).ToArray());
        Action build = () => Network.WithInputs<T>(3).Add(loaded.Layers[0]).Build(seed: 2);
        build.Should().Throw<InvalidDataException>().WithMessage("*'SparseNormal'*KnownTypes.WithInitializer(\"SparseNormal\"*");
    }

    [Fact]
    public void A_registered_initializer_draws_the_same_weights_after_loading()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(8, new SparseNormal(2)).Build(seed: 1);
        Network<T> loaded = Network.Load(Saved(network), Own.Types<T>());

        Network<T> first = Network.WithInputs<T>(3).Add(network.Layers[0]).Build(seed: 2);
        Network<T> second = Network.WithInputs<T>(3).Add(loaded.Layers[0]).Build(seed: 2);

        Own.Bits(second).Should().Equal(Own.Bits(first)).And.NotEqual(Own.Bits(network));
    }

    [Fact]
    public void A_function_that_loses_a_setting_is_found_when_the_file_is_loaded()
    {
        KnownTypes<T> forgetful = new KnownTypes<T>().WithLayer("Swish", _ => new Swish<T>());

        Action load = () => Network.Load(Saved(Network.WithInputs<T>(3).Add(new Swish<T>(1.5)).Build()), forgetful);

        load.Should().Throw<InvalidDataException>().WithMessage("*Swish (beta 1)*but the file says Swish (beta 1.5)*");
    }

    [Fact]
    public void A_setting_that_the_constructor_refuses_is_an_error_of_the_file()
    {
        KnownTypes<T> types = new KnownTypes<T>().WithLayer("Swish", _ => throw new ArgumentException("beta is too large"));

        Action load = () => Network.Load(Saved(Network.WithInputs<T>(3).Add(new Swish<T>(1.5)).Build()), types);

        load.Should().Throw<InvalidDataException>().WithMessage("*layer Swish (beta 1.5) cannot be made: beta is too large*");
    }

    [Fact]
    public void A_name_is_registered_once()
    {
        Action again = () => Own.Types<T>().WithLoss("LogCosh", _ => new LogCosh<T>());

        again.Should().Throw<ArgumentException>().WithMessage("*loss*'LogCosh'*registered already*");
    }

    [Fact]
    public void Registering_leaves_the_object_it_is_called_on_alone()
    {
        var none = new KnownTypes<T>();
        none.WithLayer("Swish", description => new Swish<T>(description["beta"]));

        Action load = () => Network.Load(Saved(Network.WithInputs<T>(3).Add(new Swish<T>(1.5)).Build()), none);

        load.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Own_settings_are_validated_when_the_trainer_is_made()
    {
        Action schedule = () => _ = new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), Own.Options with
        {
            Optimizer = new Sgd { LearningRate = new TriangularRate(1, 0.5, 3) },
        });
        Action criterion = () => _ = new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), Own.Options with { StopCriteria = [new SlowProgress(0, 0.1)] });
        Action missing = () => _ = new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), Own.Options with { StopCriteria = [null!] });

        schedule.Should().Throw<ArgumentOutOfRangeException>();
        criterion.Should().Throw<ArgumentOutOfRangeException>();
        missing.Should().Throw<ArgumentNullException>().WithMessage("*'StopCriteria'[0]*");
    }

    private static double Triangle(int step) => 0.001 + 0.019 * (step <= 20 ? step / 20.0 : (40 - step) / 20.0);

    private static MemoryStream Saved(Network<T> network)
    {
        var stream = new MemoryStream();
        network.Save(stream);
        stream.Position = 0;
        return stream;
    }

    private sealed record AfterEpoch(int Epoch) : StopCriterion
    {
        public override string? ReasonToStop(TrainingHistory history) => history[^1].Epoch >= Epoch ? $"epoch {Epoch} has come." : null;
    }
}
