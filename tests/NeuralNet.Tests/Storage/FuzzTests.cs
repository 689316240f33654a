using System.Globalization;
using System.Numerics;
using Xunit.Abstractions;
using static NeuralNet.Tests.Loading;

namespace NeuralNet.Tests;

/// <summary>
/// Files damaged and forged at random: loading gives what was asked for or an <see cref="InvalidDataException"/>,
/// within the memory that <see cref="Limit"/> allows.
/// </summary>
/// <remarks>
/// <c>NEURALNET_FUZZ_FILES=1000000 dotnet test -c Release tests/NeuralNet.Tests --filter Mutated_files</c> mutates a
/// million files, and a hundred thousand checkpoints, in place of a few thousand: about ten minutes on two busy cores.
/// File n is the same in every run; NEURALNET_FUZZ_FIRST=n begins with it.
/// </remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int FilesByDefault = 3000;

    [Fact]
    public void Mutated_files_give_a_network_or_an_InvalidDataException_and_take_no_more_memory_than_allowed()
    {
        int first = Setting("NEURALNET_FUZZ_FIRST", 0);
        int count = Setting("NEURALNET_FUZZ_FILES", FilesByDefault);
        byte[][] files = [Saved(NewNetwork<double>()), Saved(NewNetwork<float>()), Foreign()];
        Network<double> target = Network.WithInputs<double>(2).Dense(2).ReLU().Dense(1).Build(seed: 1);
        byte[] weights = Bits.Of(target);
        int loaded = 0, read = 0;

        for (int i = first; i < first + count; i++)
        {
            var random = new RandomStream(1, i);
            byte[] file = FileFuzz.Damaged(files, random);
            bool canSeek = random.NextInteger(8) != 0;
            try
            {
                loaded += Load<double>(file, canSeek) + Load<float>(file, canSeek);
                if (LoadWeights(target, file, canSeek))
                {
                    read++;
                    target = Network.WithInputs<double>(2).Dense(2).ReLU().Dense(1).Build(seed: 1);
                }
                else if (!Bits.Of(target).AsSpan().SequenceEqual(weights))
                {
                    throw new InvalidOperationException("Weights have changed, though the file was refused.");
                }
            }
            catch (Exception e)
            {
                Assert.Fail($"File {i.ToString(CultureInfo.InvariantCulture)} ({Convert.ToBase64String(file)}): {e}");
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} files: {loaded} loaded as a network, weights of {read} read, all others refused."));

        // Some damage is harmless, as a number changed in a file that was sealed again; a few files do not tell.
        if (count >= FilesByDefault)
        {
            loaded.Should().BeInRange(count / 200, count / 2);
            read.Should().BeInRange(count / 200, count / 2);
        }
    }

    /// <summary>A tenth as many as of the other files, since each is written to the disk first.</summary>
    [Fact]
    public void Mutated_files_of_checkpoints_give_a_trainer_or_an_InvalidDataException()
    {
        int first = Setting("NEURALNET_FUZZ_FIRST", 0) / 10;
        int count = Setting("NEURALNET_FUZZ_FILES", FilesByDefault) / 10;
        Dataset<double> data = Some.Classification<double>(samples: 12);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        int loaded = 0, trained = 0;
        try
        {
            byte[][] files = [Checkpoint(path, data, new Adam()), Checkpoint(path, data, new Sgd
            {
                LearningRate = new WarmUp(3, new CosineDecay(0.1, 8)),
                Momentum = 0.9,
            })];
            for (int i = first; i < first + count; i++)
            {
                byte[] file = FileFuzz.Damaged(files, new RandomStream(2, i));
                File.WriteAllBytes(path, file);
                Trainer<double>? trainer = null;
                try
                {
                    long allocated = Allocated(() => trainer = Trainer.Load<double>(path));
                    if (allocated > Limit(file))
                        throw new InvalidOperationException($"{allocated} bytes were allocated for a file of {file.Length}.");
                    loaded += trainer is null ? 0 : 1;
                    trained += trainer is not null && GoesOn(trainer, path, data) ? 1 : 0;
                }
                catch (Exception e)
                {
                    Assert.Fail($"Checkpoint {i.ToString(CultureInfo.InvariantCulture)} ({Convert.ToBase64String(file)}): {e}");
                }
            }
        }
        finally
        {
            File.Delete(path);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} checkpoints: {loaded} loaded, {trained} went on training, all others refused."));
        loaded.Should().BeLessThan(Math.Max(count / 2, 1));
    }

    /// <summary>Trains a few steps, if the state of the run fits the data.</summary>
    private static bool GoesOn(Trainer<double> loaded, string path, Dataset<double> data)
    {
        var trainer = new Trainer<double>(loaded.Network, loaded.Loss, loaded.Options with { Epochs = 3, Steps = 5, TimeLimit = null, Checkpoint = null });
        try
        {
            trainer.Restore(path);
            trainer.Fit(data);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] Checkpoint(string path, Dataset<double> data, Optimizer optimizer)
    {
        Network<double> network = Network.WithInputs<double>(2).Standardize(data.X).Dense(3).ReLU().Dropout(0.2).Dense(3).Softmax().Build(seed: 1);
        new Trainer<double>(network, new SoftmaxCrossEntropy<double>(0.1), new TrainingOptions
        {
            Optimizer = optimizer,
            Epochs = 2,
            BatchSize = 5,
            ValidationFraction = 0.25,
            EarlyStopping = new EarlyStopping(Patience: 3),
            Clipping = GradientClipping.ByNorm(1),
            StopWhenLossBelow = 0.01,
            Checkpoint = new CheckpointOptions(path),
        }).Fit(data);
        return File.ReadAllBytes(path);
    }

    private static int Setting(string name, int byDefault)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : byDefault;

    private static int Load<T>(byte[] file, bool canSeek)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T>? network = null;
        long allocated = Allocated(() => network = Network.Load<T>(NewStream(file, canSeek)));
        if (allocated > Limit(file))
            throw new InvalidOperationException($"{allocated} bytes were allocated for a file of {file.Length}.");
        if (network is null)
            return 0;
        if (network.Inputs > 1000)
            return 1;
        try
        {
            network.Predict(Matrix<T>.Build.Dense(2, network.Inputs, T.One));
        }
        catch (ArgumentException e) when (e.Message.Contains("overflows at row", StringComparison.Ordinal))
        {
            // A changed exponent makes a weight that is finite and yet too large.
        }

        return 1;
    }

    private static bool LoadWeights(Network<double> target, byte[] file, bool canSeek)
    {
        bool isRead = false;
        long allocated = Allocated(() =>
        {
            target.LoadWeights(NewStream(file, canSeek));
            isRead = true;
        });
        return allocated <= Limit(file) ? isRead
            : throw new InvalidOperationException($"{allocated} bytes were allocated for the weights of a file of {file.Length}.");
    }

    private static Network<T> NewNetwork<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Network.WithInputs<T>(2).Standardize(Some.Matrix<T>(5, 2)).Dense(2, Initializer.HeNormal).LeakyReLU(0.125).Dropout(0.25).Dense(1).Softmax()
            .Build(seed: 1);

    /// <summary>A file of weights as PyTorch writes them, in three precisions.</summary>
    private static byte[] Foreign() => FileBytes.Of(
        """{"__metadata__":{"format":"pt"},"0.bias":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}"""
        + ""","0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[16,32]}"""
        + ""","2.bias":{"dtype":"F16","shape":[1],"data_offsets":[32,34]},"2.weight":{"dtype":"BF16","shape":[1,2],"data_offsets":[34,38]}}""",
        [.. FileBytes.Doubles(0.25, -1), .. FileBytes.Floats(1, 2, 3, 4), .. FileBytes.Halfs((Half)1), 0x80, 0x3F, 0x80, 0x3F]);
}
