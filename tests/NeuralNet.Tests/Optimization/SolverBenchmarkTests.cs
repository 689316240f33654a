using NeuralNet.SolverBenchmark;

namespace NeuralNet.Tests;

/// <summary>
/// The benchmark of the methods of all samples in short: what its README says, on fewer points, splits and starts.
/// </summary>
public sealed class SolverBenchmarkTests
{
    [Fact]
    public void Sinc_is_learned_to_eight_digits_within_150_accepted_steps()
    {
        for (int seed = 0; seed < 3; seed++)
        {
            TrainingResult result = Sinc.Train(Sinc.Points(2000), Initializer.NguyenWidrow, seed, steps: 150, threads: 1);

            result.FinalScores!.Value.Loss.Should().BeLessThan(1e-8);
        }
    }

    [Fact]
    public void Five_averaged_networks_of_Bayesian_regularisation_are_better_than_one_and_than_a_tuned_multilayer_perceptron()
    {
        (double Error, double Single)[] results = UciRegression.OfSplits("yacht", units: [16], first: 0, splits: 2);

        results.Average(result => result.Error).Should().BeLessThan(0.64, "that is what scikit-learn's reaches with modest tuning");
        results.Average(result => result.Error).Should().BeLessThan(results.Average(result => result.Single));
    }

    [Fact]
    public void On_a_sine_Levenberg_Marquardt_needs_fewer_evaluations_than_any_other_method_and_on_parity_Rprop_always_arrives()
    {
        double[] sine = [.. Starts.Methods.Select(method => Numbers.Median(Enumerable.Range(0, 10)
            .Select(seed => Starts.Train(Starts.SineStart(seed), Starts.Sine(), method.Optimizer, goal: 0.002))
            .Where(run => run.IsReached).Select(run => (double)run.Evaluations)))];
        IEnumerable<bool> parity = Enumerable.Range(0, 10)
            .Select(seed => Starts.Train(Starts.ParityStart(seed), Starts.Parity(), new Rprop(), goal: 0.001).IsReached);

        sine[1..].Should().OnlyContain(evaluations => evaluations > sine[0]);
        parity.Should().OnlyContain(isReached => isReached);
    }

    [Fact]
    public void Intervals_of_95_percent_hold_95_percent_of_new_points()
        => Coverage.Held(sets: 60, coverage: 0.95).Should().BeInRange(0.93, 0.97);
}
