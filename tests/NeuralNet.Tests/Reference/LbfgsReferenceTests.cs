using System.Numerics;

namespace NeuralNet.Tests;

public sealed class LbfgsReferenceInDouble : LbfgsReferenceTests<double>;

public sealed class LbfgsReferenceInFloat : LbfgsReferenceTests<float>;

/// <summary>
/// Softmax regression on standardised iris has one minimum, which every method of all samples reaches.
/// </summary>
public abstract class LbfgsReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly RunFixture _fixture = Fixture.Read<RunFixture>("lbfgs");
    private static readonly Dataset<T> _iris = Standardised();

    private static bool IsDouble => typeof(T) == typeof(double);

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, _fixture.Cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lbfgs_reaches_the_one_minimum(int index) => ShouldReachTheMinimum(new Lbfgs(), _fixture.Cases[index]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Levenberg_Marquardt_of_a_cross_entropy_reaches_the_one_minimum(int index)
        => ShouldReachTheMinimum(new LevenbergMarquardt(), _fixture.Cases[index]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lbfgs_needs_no_more_evaluations_than_a_fifth_above_those_of_scipy(int index)
    {
        if (!IsDouble)
            return;
        RunCase c = _fixture.Cases[index];
        Network<T> network = NewNetwork();
        var state = new TrainingState<T>(network, new Lbfgs());
        TrainingData<T> data = TrainingChecks.Data(_iris, new DataNames("x", "y", "weights"), network, new SoftmaxCrossEntropy<T>());
        var objective = new Objective<T>(network, new SoftmaxCrossEntropy<T>(), state, data, workers: null, () => false) { L2 = c.L2 };
        var solver = new LbfgsSolver<T>(objective, (LbfgsMemory<T>)state.Memory!);

        foreach ((string excess, int evaluations) in c.ScipyEvaluationsToRelativeExcess)
        {
            double value;
            do
            {
                solver.Iterate().Should().Be(Iteration.Moved);
                value = solver.ScoresAfter!.Value.ToScores().Loss;
            }
            while (value > c.Minimum * (1 + double.Parse(excess, System.Globalization.CultureInfo.InvariantCulture)));
            objective.Evaluations.Should().BeLessThanOrEqualTo((int)(1.2 * evaluations));
        }
    }

    private static void ShouldReachTheMinimum(FullBatchOptimizer method, RunCase c)
    {
        Network<T> network = NewNetwork();
        var trainer = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions { Optimizer = method, L2 = c.L2, Epochs = 500 });

        TrainingResult result = trainer.Fit(_iris);

        result.StopReason.Should().Be(StopReason.Converged, result.StopMessage);
        trainer.Evaluate(_iris).Loss.Should().BeApproximately(c.Minimum, c.Minimum * (IsDouble ? 1e-10 : 1e-6));
        Fixture.Error(network.Parameters[0].Value, c.Weights).Should().BeLessThan(IsDouble ? 1e-5 : 1e-2);
        double mean = network.Parameters[1].Value.Enumerate().Average(double.CreateChecked);
        Fixture.Error(network.Parameters[1].Value.Enumerate().Select(b => double.CreateChecked(b) - mean), c.BiasesLessTheirMean).Should()
            .BeLessThan(IsDouble ? 1e-5 : 1e-2);
        var shown = Matrix<T>.Build.DenseOfRows(c.RowsShown.Select(row => _iris.X.Row(row)));
        Fixture.Error(network.Predict(shown), c.ProbabilitiesOfFirstRows).Should().BeLessThan(IsDouble ? 1e-5 : 1e-2);
    }

    private static Network<T> NewNetwork() => Network.WithInputs<T>(4).Dense(3, Initializer.Zeros).Softmax().Build();

    private static Dataset<T> Standardised()
    {
        Dataset<T> raw = CsvData.Read("iris.csv").ToDataset<T>();
        return raw with { X = StandardScaler.Fit(raw.X).Transform(raw.X) };
    }

    private sealed record RunFixture(RunCase[] Cases);

    private sealed record RunCase(Dictionary<string, int> ScipyEvaluationsToRelativeExcess, double L2, double Minimum, FixtureMatrix Weights,
        double[] BiasesLessTheirMean, FixtureMatrix ProbabilitiesOfFirstRows, int[] RowsShown);
}
