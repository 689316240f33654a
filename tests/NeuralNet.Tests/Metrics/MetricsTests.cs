namespace NeuralNet.Tests;

public sealed class MetricsTests
{
    // The example of scikit-learn's user guide for r2_score, mean_absolute_error and mean_squared_error with several
    // outputs.
    private static readonly Matrix<double> _targets = Samples.FromRows<double>([[0.5, 1], [-1, 1], [7, -6]]);
    private static readonly Matrix<double> _predictions = Samples.FromRows<double>([[0, 2], [-1, 2], [8, -5]]);

    [Fact]
    public void Errors_are_those_of_scikit_learn_s_user_guide()
    {
        Metrics.MeanAbsoluteError(_predictions, _targets).Should().BeApproximately(0.75, 1e-15);
        Metrics.MeanSquaredError(_predictions, _targets).Should().BeApproximately(0.7083333333333334, 1e-15);
    }

    [Fact]
    public void R_squared_is_that_of_scikit_learn_s_user_guide()
    {
        Matrix<double> targets = Samples.FromRows<double>([[3], [-0.5], [2], [7]]);
        Matrix<double> predictions = Samples.FromRows<double>([[2.5], [0], [2], [8]]);

        Metrics.RSquared(predictions, targets).Should().BeApproximately(0.9486081370449679, 1e-15);

        // Uniform average of 0.96543779 and 0.90816327.
        Metrics.RSquared(_predictions, _targets).Should().BeApproximately((0.9654377880184332 + 0.9081632653061225) / 2, 1e-15);
    }

    [Fact]
    public void R_squared_is_1_for_perfect_0_for_the_mean_and_decided_by_exactness_for_constant_targets()
    {
        Matrix<double> targets = Samples.FromRows<double>([[1], [2], [3]]);
        Matrix<double> constant = Samples.FromRows<double>([[0.1], [0.1], [0.1]]);

        Metrics.RSquared(targets, targets).Should().Be(1);
        Metrics.RSquared(Matrix<double>.Build.Dense(3, 1, 2), targets).Should().Be(0);
        Metrics.RSquared(constant, constant).Should().Be(1);
        Metrics.RSquared(targets, constant).Should().Be(0);
    }

    [Fact]
    public void Accuracy_is_the_share_of_equal_labels()
        => Metrics.Accuracy([0, 2, 1, 3], [0, 1, 2, 3]).Should().Be(0.5);

    [Fact]
    public void Any_storage_is_measured_alike()
    {
        Matrix<double> sparse = Matrix<double>.Build.SparseOfMatrix(_predictions);

        Metrics.MeanSquaredError(sparse, Matrix<double>.Build.SparseOfMatrix(_targets)).Should().Be(Metrics.MeanSquaredError(_predictions, _targets));
        Metrics.MeanAbsoluteError(sparse, _targets).Should().Be(Metrics.MeanAbsoluteError(_predictions, _targets));
        Metrics.RSquared(sparse, _targets).Should().Be(Metrics.RSquared(_predictions, _targets));
    }
}
