using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>The outputs of one target, side by side, and what a score makes of them.</summary>
internal static class OutputGroups
{
    /// <summary>Outputs of a target.</summary>
    public static int Size<T>(Matrix<T> outputs, string name, int targets, ConformalScore score)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int group = targets == 0 ? 0 : outputs.ColumnCount / targets;
        bool fits = group > 0 && outputs.ColumnCount == group * targets && score switch
        {
            ConformalScore.AbsoluteError => group == 1,
            ConformalScore.ScaledError => group == 2,
            _ => group >= 2,
        };
        return fits ? group : throw new ArgumentException($"'{name}' has {Checks.Text(outputs.ColumnCount)} columns for {Checks.Text(targets)} "
            + $"target{(targets == 1 ? "" : "s")}, but by {score} each has {Expected(score)}.", name);
    }

    /// <summary>How far a target is from what is predicted.</summary>
    public static double Score<T>(Matrix<T> outputs, int row, int first, int group, double target, ConformalScore score)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double low = At(outputs, row, first);
        if (score == ConformalScore.AbsoluteError)
            return Math.Abs(target - low);
        double high = At(outputs, row, first + group - 1);
        return score == ConformalScore.Quantiles ? Math.Max(low - target, target - high) : Math.Abs(target - low) / Deviation(high, row, first + 1);
    }

    /// <summary>The prediction of a target, and the ends of its interval.</summary>
    public static (double Value, double Lower, double Upper) Interval<T>(
        Matrix<T> outputs, int row, int first, int group, double margin, ConformalScore score)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double low = At(outputs, row, first);
        if (score == ConformalScore.AbsoluteError)
            return (low, low - margin, low + margin);
        double high = At(outputs, row, first + group - 1);
        if (score == ConformalScore.ScaledError)
            return (low, low - margin * Deviation(high, row, first + 1), low + margin * high);
        double value = 0.5 * (At(outputs, row, first + (group - 1) / 2) + At(outputs, row, first + group / 2));
        (double lower, double upper) = (low - margin, high + margin);
        return lower <= upper ? (value, lower, upper) : (value, 0.5 * (lower + upper), 0.5 * (lower + upper));
    }

    private static double At<T>(Matrix<T> outputs, int row, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => double.CreateChecked(outputs[row, column]);

    private static double Deviation(double deviation, int row, int column)
        => deviation > 0 ? deviation : throw new ArgumentException($"The deviation at row {Checks.Text(row)}, column {Checks.Text(column)} is "
            + $"{Checks.Text(deviation)}, but a number above 0 was expected: let the network end in {nameof(MeanAndDeviation<>)}.");

    private static string Expected(ConformalScore score) => score switch
    {
        ConformalScore.AbsoluteError => "one column, the prediction",
        ConformalScore.ScaledError => "two columns, mean and deviation",
        _ => "at least two columns, its quantiles from the lowest to the highest",
    };
}
