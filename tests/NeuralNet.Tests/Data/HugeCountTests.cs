namespace NeuralNet.Tests;

/// <summary>
/// Numbers that would take more memory than there is are refused with their name, before it is taken.
/// </summary>
public sealed class HugeCountTests
{
    public static TheoryData<string, int> Refused
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (int count in (int[])[int.MaxValue, 1_000_000_000])
            {
                foreach (string name in Acts(count).Keys)
                    all.Add(name, count);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_huge_count_is_refused(string name, int count)
    {
        Action act = Acts(count)[name];
        long before = GC.GetAllocatedBytesForCurrentThread();

        act.Should().Throw<ArgumentException>().WithMessage($"*'*' is {count}*");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10_000_000);
    }

    private static Dictionary<string, Action> Acts(int count)
    {
        int[] labels = new int[100];
        Matrix<double> x = Matrix<double>.Build.Dense(100, 1);
        var acts = new Dictionary<string, Action>
        {
            ["one-hot rows"] = () => Labels.ToOneHot<double>(labels, count),
            ["data set"] = () => _ = new Dataset<double>(x, labels, count),
            ["data set of arrays"] = () => _ = new Dataset<float>([.. labels.Select(_ => (float[])[1])], labels, count),
            ["confusion matrix"] = () => _ = new ConfusionMatrix(labels, labels, count),
            ["threads"] = () => new Trainer<double>(Network.WithInputs<double>(1).Dense(1).Build(), new MeanSquaredError<double>(),
                new TrainingOptions { Threads = count }).Fit(x, x),
            ["units"] = () => Network.WithInputs<double>(10).Dense(count),
            ["inputs"] = () => _ = new Dense<double>(count, 10),
        };
        if (count == int.MaxValue)
            acts["imputer"] = () => Imputer.Constant(0, count);
        return acts;
    }
}
