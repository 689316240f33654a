namespace NeuralNet.Tests;

/// <summary>The Hessian that a loss gives is the derivative of its gradient.</summary>
public sealed class HessianTests
{
    public static TheoryData<string> Losses => [.. All.Keys];

    private static Dictionary<string, Loss<double>> All => new()
    {
        ["mean squared error"] = new MeanSquaredError<double>(),
        ["Huber"] = new Huber<double>(0.7),
        ["softmax cross-entropy"] = new SoftmaxCrossEntropy<double>(),
        ["smoothed softmax cross-entropy"] = new SoftmaxCrossEntropy<double>(0.2),
        ["binary cross-entropy"] = new BinaryCrossEntropy<double>(0.1),
        ["by element"] = Loss.ByElement<double>((p, t) => Math.Pow(p - t, 4), (p, t) => 4 * Math.Pow(p - t, 3), (p, t) => 12 * (p - t) * (p - t)),
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void Its_columns_are_the_differences_of_the_gradient(string name)
    {
        Loss<double> loss = All[name];
        Matrix<double> predictions = Some.Matrix<double>(6, 3), column = predictions.Clone();
        Matrix<double> targets = Labels.ToOneHot<double>([0, 1, 2, 0, 1, 2], 3);
        double[] weights = [0.1, 0.3, 0.05, 0.25, 0.2, 0.1];
        const double step = 1e-5;

        for (int output = 0; output < 3; output++)
        {
            loss.Hessian(output, predictions, targets, weights, column).Should().BeTrue();

            Matrix<double> above = predictions.Clone(), below = predictions.Clone(), up = predictions.Clone(), down = predictions.Clone();
            above.SetColumn(output, predictions.Column(output) + step);
            below.SetColumn(output, predictions.Column(output) - step);
            loss.Evaluate(above, targets, weights, up);
            loss.Evaluate(below, targets, weights, down);
            ((up - down) / (2 * step) - column).InfinityNorm().Should().BeLessThan(1e-9);
        }
    }

    [Fact]
    public void Losses_without_curvature_say_so()
    {
        Matrix<double> p = Some.Matrix<double>(2, 1), t = p.Clone(), column = p.Clone();

        new MeanAbsoluteError<double>().Hessian(0, p, t, [0.5, 0.5], column).Should().BeFalse();
        Loss.ByElement<double>((a, b) => a - b, (_, _) => 1).Hessian(0, p, t, [0.5, 0.5], column).Should().BeFalse();
        Loss.FromFunction<double>((a, b) => (0, a)).Hessian(0, p, t, [0.5, 0.5], column).Should().BeFalse();
    }

    [Fact]
    public void The_slope_of_a_sigmoid_is_exact_for_logits_of_any_size()
    {
        var column = Matrix<double>.Build.Dense(1, 1);
        foreach (double z in new[] { -700.0, -40, 40, 700 })
        {
            new BinaryCrossEntropy<double>().Hessian(0, Samples.FromRows<double>([[z]]), Samples.FromRows<double>([[1]]), [1], column);

            (column[0, 0] / Math.Exp(-Math.Abs(z))).Should().BeApproximately(1, 1e-12);
        }
    }
}
