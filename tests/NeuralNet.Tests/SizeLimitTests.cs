using System.Numerics;
using System.Runtime.InteropServices;
using NeuralNet.Numerics;

namespace NeuralNet.Tests;

public sealed class SizeLimitsInDouble : SizeLimitTests<double>;

public sealed class SizeLimitsInFloat : SizeLimitTests<float>;

/// <summary>
/// An array holds 2,147,483,591 elements. What would need more is refused before a kernel sees it: 4,194,304 times
/// 1,024, taken as an int, is 0, and kernels would write beyond an array of no elements.
/// </summary>
public abstract class SizeLimitTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Samples = 1 << 22, Units = 1 << 10;

    private const string TooManySamples = "A batch of 4194304 samples is too large for layer 0 (Dense 1 -> 1024), which can take 2097151 at most: a "
        + "matrix*must fit into an array of 2147483591 elements*BatchSize*";

    // The least memory that holds so many samples.
    private static readonly Matrix<T> _x = Matrix<T>.Build.Dense(Samples, 1);

    [Theory]
    [InlineData(65_536, 65_536, "'units' is 65536, but with 65536 inputs it may be 32767 at most: a matrix*array of 2147483591 elements*")]
    [InlineData(1, int.MaxValue, "'units' is 2147483647, but with 1 input it may be 33554431 at most*up to 64 of its columns*")]
    [InlineData(40_000_000, 1, "'inputs' is 40000000, but with 1 unit it may be 33554431 at most*up to 64 of its columns*")]
    public void A_layer_of_more_weights_than_an_array_holds(int inputs, int units, string message)
    {
        Action creating = () => _ = new Dense<T>(inputs, units);

        creating.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void A_full_batch_whose_outputs_are_more_than_an_array_holds()
    {
        Network<T> network = Network.WithInputs<T>(1).Dense(Units).ReLU().Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);
        Action fitting = () => new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions { BatchSize = int.MaxValue }).Fit(_x, _x);

        fitting.Should().Throw<ArgumentException>().WithMessage(TooManySamples);
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void A_batch_of_more_drawn_samples_than_an_array_holds()
    {
        Network<T> network = Network.WithInputs<T>(1).Dense(1).Build(seed: 1);
        Matrix<T> few = Matrix<T>.Build.Dense(10, 1);
        Action fitting = () => new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions
        {
            BatchSize = int.MaxValue,
            Order = SampleOrder.WithReplacement,
        }).Fit(few, few);

        fitting.Should().Throw<ArgumentException>()
            .WithMessage("A batch of 2147483647 samples is too large for layer 0 (Dense 1 -> 1), which can take 33554431 at most*up to 64 of its "
                + "columns*BatchSize*");
    }

    [Fact]
    public void An_explanation_of_more_samples_than_fit()
    {
        Network<T> network = Network.WithInputs<T>(1).Dense(Units).ReLU().Dense(1).Build(seed: 1);
        Action explaining = () => network.Explain(new MeanSquaredError<T>(), _x, _x);

        explaining.Should().Throw<ArgumentException>().WithMessage(TooManySamples);
    }

    [Fact]
    public void Predictions_that_are_more_than_an_array_holds()
    {
        Network<T> network = Network.WithInputs<T>(1).Dense(Units).Build(seed: 1);
        Action predicting = () => network.Predict(_x);

        predicting.Should().Throw<ArgumentException>()
            .WithMessage("'x' has 4194304 rows, but with 1024 outputs each at most 2097151 can be predicted at a time*");
    }

    [Fact]
    public void Targets_of_more_classes_than_fit()
    {
        Action creating = () => _ = new Dataset<T>(_x, new int[Samples], Units);

        creating.Should().Throw<ArgumentException>()
            .WithMessage($"'classes' is 1024, for which {4 * Marshal.SizeOf<T>()} GiB of memory would be needed: more than an array holds*");
    }

    [Fact]
    public void A_parameter_of_more_elements_than_an_array_holds()
    {
        Action creating = () => _ = new Parameter<T>("scale", 1 << 16, 1 << 16);

        creating.Should().Throw<ArgumentException>().WithMessage("A matrix of 65536 x 65536*");
    }

    [Fact]
    public void Memory_for_copies_is_never_shorter_than_was_asked_for()
    {
        Action taking = () => _ = new Scratch<T>((nint)1 << 32);

        taking.Should().Throw<OverflowException>();
    }
}
