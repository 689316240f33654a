using System.Numerics;

namespace NeuralNet.Tests;

public sealed class InitializersInDouble : InitializerTests<double>;

public sealed class InitializersInFloat : InitializerTests<float>;

public abstract class InitializerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FanIn = 300;
    private const int FanOut = 100;

    /// <summary>Name, and the variance that the literature gives it.</summary>
    public static TheoryData<string, double> Published() => new()
    {
        { nameof(Initializer.GlorotUniform), 2.0 / (FanIn + FanOut) },
        { nameof(Initializer.GlorotNormal), 2.0 / (FanIn + FanOut) },
        { nameof(Initializer.HeUniform), 2.0 / FanIn },
        { nameof(Initializer.HeNormal), 2.0 / FanIn },
        { nameof(Initializer.LeCunUniform), 1.0 / FanIn },
        { nameof(Initializer.LeCunNormal), 1.0 / FanIn },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Weights_have_mean_0_and_the_published_variance_and_range(string name, double variance)
    {
        var initializer = (Initializer)typeof(Initializer).GetProperty(name)!.GetValue(null)!;
        Matrix<T> weights = Matrix<T>.Build.Dense(FanIn, FanOut);

        initializer.Fill(weights, new RandomStream(7));

        double[] w = [.. weights.Enumerate().Select(double.CreateChecked)];
        double deviation = Math.Sqrt(variance);
        bool isUniform = name.EndsWith("Uniform", StringComparison.Ordinal);

        // Five deviations of the mean and of the variance of 30000 numbers; the fourth moment is 1.8 (uniform) or 3
        // (normal) variances squared.
        w.Average().Should().BeApproximately(0, 5 * deviation / Math.Sqrt(w.Length));
        w.Average(value => value * value).Should().BeApproximately(variance, 5 * variance * Math.Sqrt((isUniform ? 0.8 : 2) / w.Length));
        double limit = Math.Sqrt(3) * deviation;
        if (isUniform)
            w.Max(Math.Abs).Should().BeInRange(0.999 * limit, limit * (1 + 1e-7));
        else
            w.Count(value => Math.Abs(value) < deviation).Should().BeInRange((int)(0.67 * w.Length), (int)(0.695 * w.Length));
        w.Distinct().Count().Should().BeGreaterThan((int)(0.9 * w.Length));
    }

    [Fact]
    public void Constants_are_constant_and_biases_start_at_0()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(4, Initializer.Zeros).Dense(2, Initializer.Constant(0.25)).Build(seed: 3);

        network.Parameters[0].Value.Enumerate().All(T.IsZero).Should().BeTrue();
        network.Parameters[2].Value.Enumerate().Select(double.CreateChecked).Should().AllBeEquivalentTo(0.25);
        network.Parameters[1].Value.Enumerate().Concat(network.Parameters[3].Value.Enumerate()).All(T.IsZero).Should().BeTrue();
    }

    [Fact]
    public void The_activation_that_follows_chooses_the_initial_weights()
    {
        AssertSame(Network.WithInputs<T>(5).Dense(6).ReLU(), Network.WithInputs<T>(5).Dense(6, Initializer.HeUniform).ReLU());
        AssertSame(Network.WithInputs<T>(5).Dense(6).LeakyReLU(), Network.WithInputs<T>(5).Dense(6, Initializer.HeUniform).LeakyReLU());
        AssertSame(Network.WithInputs<T>(5).Dense(6).Dropout(0.5).ReLU(), Network.WithInputs<T>(5).Dense(6, Initializer.HeUniform).Dropout(0.5).ReLU());
        AssertSame(Network.WithInputs<T>(5).Dense(6).Tanh(), Network.WithInputs<T>(5).Dense(6, Initializer.GlorotUniform).Tanh());
        AssertSame(Network.WithInputs<T>(5).Dense(6).Softmax(), Network.WithInputs<T>(5).Dense(6, Initializer.GlorotUniform).Softmax());
        AssertSame(Network.WithInputs<T>(5).Dense(6), Network.WithInputs<T>(5).Dense(6, Initializer.GlorotUniform));
        AssertSame(Network.WithInputs<T>(5).Dense(6).Dense(2).ReLU(),
            Network.WithInputs<T>(5).Dense(6, Initializer.GlorotUniform).Dense(2, Initializer.HeUniform).ReLU());
    }

    [Fact]
    public void One_s_own_initializer_fills_the_weights()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(2, new Counting()).Build();

        network.Parameters[0].Value.ToColumnMajorArray().Select(double.CreateChecked).Should().Equal(0, 1, 2, 3, 4, 5);
    }

    [Fact]
    public void A_seed_gives_its_weights_again_and_each_layer_its_own()
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(4).Dense(4).Dense(4);

        Network<T> first = builder.Build(seed: 3);
        Network<T> again = builder.Build(seed: 3);
        Network<T> other = builder.Build(seed: 4);

        Bits.Of(again).Should().Equal(Bits.Of(first));
        Bits.Of(other).Should().NotEqual(Bits.Of(first));
        Bits.Of(first.Parameters[0].Value).Should().NotEqual(Bits.Of(first.Parameters[2].Value));
    }

    [Fact]
    public void Adding_a_layer_does_not_change_the_weights_of_those_before()
    {
        Network<T> small = Network.WithInputs<T>(4).Dense(5).ReLU().Dense(3).Tanh().Build(seed: 3);
        Network<T> large = Network.WithInputs<T>(4).Dense(5).ReLU().Dense(3).Tanh().Dense(7).Build(seed: 3);

        large.Parameters.Take(4).SelectMany(parameter => Bits.Of(parameter.Value)).Should().Equal(Bits.Of(small));
    }

    private static void AssertSame(NetworkBuilder<T> actual, NetworkBuilder<T> expected)
        => Bits.Of(actual.Build(seed: 1)).Should().Equal(Bits.Of(expected.Build(seed: 1)));

    private sealed record Counting : Initializer
    {
        public override void Fill<TNumber>(Matrix<TNumber> weights, RandomStream random)
        {
            for (int j = 0; j < weights.ColumnCount; j++)
            {
                for (int i = 0; i < weights.RowCount; i++)
                    weights[i, j] = TNumber.CreateChecked(j * weights.RowCount + i);
            }
        }
    }
}
