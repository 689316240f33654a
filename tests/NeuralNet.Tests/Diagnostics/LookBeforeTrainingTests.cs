using System.Collections.Concurrent;

namespace NeuralNet.Tests;

/// <summary>
/// The look at the data before training, which another thread takes where a run may use several.
/// </summary>
public sealed class LookBeforeTrainingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_finds_the_same_with_any_number_of_threads_also_where_no_step_was_made(bool isOverAtOnce)
    {
        List<string>[] found = [.. ((int[])[1, 2, 4]).Select(threads =>
        {
            Network<double> network = Network.WithInputs<double>(2).Dense(4).ReLU().Dense(1).Sigmoid().Build(seed: 1);
            Matrix<double> x = Some.Matrix<double>(300, 2) * 1000;
            var options = new TrainingOptions { Epochs = 3, Threads = threads, TimeLimit = isOverAtOnce ? TimeSpan.FromTicks(1) : null };

            TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, x.SubMatrix(0, 300, 0, 1));

            (result.Steps == 0).Should().Be(isOverAtOnce);
            result.ShouldHave(FindingCode.TargetsOutsideRange);
            return result.Findings.Select(finding => finding.ToString()).ToList();
        })];

        found[1].Should().Equal(found[0]);
        found[2].Should().Equal(found[0]);
    }

    [Fact]
    public void What_is_the_users_own_is_called_by_the_thread_that_trains()
    {
        var threads = new ConcurrentBag<int>();
        Matrix<double> x = Some.Matrix<double>(300, 2);
        Network<double> network = Network.WithInputs<double>(2).Dense(4).Add(new Watched(threads)).Dense(1).Build(seed: 1);
        Loss<double> loss = Loss.ByElement<double>((p, t) => Seen((p - t) * (p - t)), (p, t) => Seen(2 * (p - t)));

        new Trainer<double>(network, loss, new TrainingOptions { Epochs = 2, Threads = 4 }).Fit(x, x.SubMatrix(0, 300, 0, 1));
        new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 2, Threads = 4 }).Fit(x, x.SubMatrix(0, 300, 0, 1));

        threads.Distinct().Should().Equal(Environment.CurrentManagedThreadId);

        double Seen(double value)
        {
            threads.Add(Environment.CurrentManagedThreadId);
            return value;
        }
    }

    private sealed class Watched(ConcurrentBag<int> threads) : Activation<double>
    {
        protected override void Forward(ReadOnlySpan<double> x, Span<double> y)
        {
            threads.Add(Environment.CurrentManagedThreadId);
            x.CopyTo(y);
        }

        protected override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx) => dy.CopyTo(dx);
    }
}
