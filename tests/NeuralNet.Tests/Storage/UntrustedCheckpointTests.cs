using System.Buffers.Binary;
using System.Text;

namespace NeuralNet.Tests;

/// <summary>
/// Checkpoints that somebody changed who also corrected the checksum: restored or refused, but never a crash, and
/// nothing changes when refused.
/// </summary>
public sealed class UntrustedCheckpointTests : IDisposable
{
    private static readonly Dataset<double> _data = Some.Classification<double>(samples: 30);

    private readonly string _directory = Directory.CreateTempSubdirectory("checkpoint").FullName;

    private string Path => System.IO.Path.Combine(_directory, "run.safetensors");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Changed_bytes_are_an_error_of_the_file_or_another_run()
    {
        byte[] file = Written();
        var random = new RandomStream(seed: 4);
        int restored = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            byte[] changed = [.. file];
            for (int changes = 1 + random.NextInteger(3); changes > 0; changes--)
                changed[8 + random.NextInteger(file.Length - 8)] = (byte)random.NextInteger(256);
            restored += Try(FileBytes.Sealed(changed)) ? 1 : 0;
        }

        restored.Should().BeGreaterThan(100, "many bytes belong to numbers that may have any value");
    }

    [Fact]
    public void Numbers_of_the_state_may_be_anything()
    {
        byte[] file = Written();
        (byte[] header, byte[] data) = FileBytes.Parts(file);
        double[] values = [-1, 0.5, 1, 3, 1e9, int.MaxValue, 1L << 53, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        for (int position = 0; position < data.Length; position += sizeof(double))
        {
            foreach (double value in values)
            {
                byte[] changed = [.. data];
                BinaryPrimitives.WriteDoubleLittleEndian(changed.AsSpan(position), value);
                Try(FileBytes.Sealed(FileBytes.Of(header, changed)));
            }
        }
    }

    [Theory]
    [InlineData("\\\"loss\\\"", "\\\"lost\\\"")]
    [InlineData("\\\"findingsOfEpochs\\\":{", "\\\"findingsOfEpochs\\\":{\\\"99\\\":[]")]
    [InlineData("\\\"newFindings\\\":[]", "\\\"newFindings\\\":[7]")]
    [InlineData("\\\"newFindings\\\":[]", "\\\"newFindings\\\":{}")]
    [InlineData("\"training.numbers\"", "\"training.figures\"")]
    [InlineData("\"optimizer.0.0.weight\"", "\"optimizer.7.0.weight\"")]
    [InlineData("\"best.0.bias\"", "\"rest.0.bias\"")]
    [InlineData("\"first_batch.targets\"", "\"first_batch.tangets\"")]
    public void What_is_missing_or_wrong_is_named(string text, string other)
    {
        (byte[] header, byte[] data) = FileBytes.Parts(Written());
        string changed = Encoding.UTF8.GetString(header);
        changed.Should().Contain(text);
        File.WriteAllBytes(Path, FileBytes.Sealed(FileBytes.Of(changed.Replace(text, other, StringComparison.Ordinal), data)));
        Trainer<double> trainer = NewTrainer();

        Action restore = () =>
        {
            trainer.Restore(Path);
            trainer.Fit(_data);
        };

        restore.Should().Throw<InvalidDataException>().Which.Message.Should().NotBeEmpty();
    }

    private static Trainer<double> NewTrainer(CheckpointOptions? checkpoint = null) => new(
        Network.WithInputs<double>(2).Dense(4).Tanh().Dense(3).Build(seed: 1),
        new OwnLoss(),
        new TrainingOptions
        {
            Optimizer = new Sgd { Momentum = 0.9 },
            Epochs = 3,
            BatchSize = 8,
            EarlyStopping = new EarlyStopping(5),
            Checkpoint = checkpoint,
        });

    private byte[] Written()
    {
        NewTrainer(new CheckpointOptions(Path) { EveryEpochs = 2 }).Fit(_data);
        return File.ReadAllBytes(Path);
    }

    /// <summary>
    /// Whether the run could be taken up; every exception but those that say what is wrong with the file fails the
    /// test.
    /// </summary>
    private bool Try(byte[] file)
    {
        File.WriteAllBytes(Path, file);
        Trainer<double> trainer = NewTrainer();
        byte[] before = Bits.Of(trainer.Network);
        Exception? thrown = Record.Exception(() => trainer.Restore(Path));
        if (thrown is null)
        {
            thrown = Record.Exception(() => trainer.Fit(_data));
            ShouldSayWhatIsWrong(thrown);
            return thrown is null;
        }

        ShouldSayWhatIsWrong(thrown);
        Bits.Of(trainer.Network).Should().Equal(before);
        Record.Exception(() => Trainer.Load(Path, new KnownTypes<double>().WithLoss("OwnLoss", _ => new OwnLoss())))?.Should()
            .BeAssignableTo<InvalidDataException>();
        return false;
    }

    private static void ShouldSayWhatIsWrong(Exception? thrown)
        => (thrown is null or InvalidDataException or ArgumentException).Should().BeTrue("{0} says nothing of the file", thrown);

    /// <summary>
    /// A loss of one's own, for which the first batch is kept to test its gradient when the run is over.
    /// </summary>
    private sealed class OwnLoss : Loss<double>
    {
        private readonly MeanSquaredError<double> _squares = new();

        public override double Evaluate(Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights, Matrix<double> gradient)
            => _squares.Evaluate(predictions, targets, rowWeights, gradient);
    }
}
