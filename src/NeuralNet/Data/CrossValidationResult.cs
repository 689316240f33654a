using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>How a model did on one held part.</summary>
/// <param name="TrainingSamples">Samples it was trained on.</param>
/// <param name="HeldSamples">Samples it was scored on.</param>
/// <param name="Accuracy">The share of right classes, 0 to 1; null if targets are no classes.</param>
/// <param name="MeanAbsoluteError">The mean over all elements of |prediction - target|.</param>
/// <param name="RSquared">
/// Coefficient of determination, see <see cref="Metrics.RSquared{T}(Matrix{T}, Matrix{T})"/>; null if targets are
/// classes.
/// </param>
public readonly record struct FoldScores(int TrainingSamples, int HeldSamples, double? Accuracy, double MeanAbsoluteError, double? RSquared)
{
    /// <summary>The accuracy if targets are classes, otherwise R².</summary>
    public double Score => Accuracy ?? RSquared ?? double.NaN;

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(FoldScores), PrintMembers);
}

/// <summary>
/// What cross-validation found. Printed, it is a line with mean, deviation and the score of each fold.
/// </summary>
/// <param name="Folds">The scores of each fold, in order.</param>
/// <param name="Predictions">
/// The prediction for each sample that was held back, <c>N x outputs</c> in the order of the data, by the model that
/// had not seen it.
/// </param>
/// <param name="Confusion">These predictions as classes; null if targets are no classes.</param>
public sealed record CrossValidationResult<T>(IReadOnlyList<FoldScores> Folds, Matrix<T> Predictions, ConfusionMatrix? Confusion)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The row of the data that each row of the predictions belongs to: all of them, unless splits forward in time
    /// never hold back the first.
    /// </summary>
    public IReadOnlyList<int> Rows { get; init; } = [.. Enumerable.Range(0, Predictions.RowCount)];

    /// <summary>The mean over folds of <see cref="FoldScores.Score"/>: accuracy or R².</summary>
    public double Mean => Folds.Average(fold => fold.Score);

    /// <summary>
    /// The deviation of the scores from their mean, divided by the number of folds, as numpy's <c>std</c>.
    /// </summary>
    public double Deviation => Math.Sqrt(Folds.Average(fold => (fold.Score - Mean) * (fold.Score - Mean)));

    /// <summary>One line: mean, deviation and each fold's score.</summary>
    public override string ToString() => Confusion is not null
        ? string.Create(CultureInfo.InvariantCulture, $"accuracy {100 * Mean:F1} %, deviation {100 * Deviation:F1} over {Folds.Count} folds: "
            + $"{string.Join(" ", Folds.Select(fold => (100 * fold.Score).ToString("F1", CultureInfo.InvariantCulture)))}")
        : string.Create(CultureInfo.InvariantCulture, $"R2 {Mean:F3}, deviation {Deviation:F3} over {Folds.Count} folds: "
            + $"{string.Join(" ", Folds.Select(fold => fold.Score.ToString("F3", CultureInfo.InvariantCulture)))}; mean absolute error "
                + $"{Folds.Average(fold => fold.MeanAbsoluteError):G5}");
}
