using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Estimates how good a model is on samples it has not seen: k times it is trained without a part of the data and scored on that part.</summary>
/// <remarks>
/// Nothing of the held part can leak into the model: the function that makes it is given the training part only, and whatever it fits (scaling, imputation,
/// the choice of a setting) it fits to that; of the held part the model is given the features alone.
/// </remarks>
public static class CrossValidation
{
    /// <summary>Cross-validates a network that takes features as they are in the data; scaling is then one of its layers.</summary>
    /// <param name="data">All samples.</param>
    /// <param name="folds">The number of parts, k, at least 2.</param>
    /// <param name="train">Makes and trains a network on the data it is given: one call for each fold, one after the other. Its classes follow its <see cref="Network{T}.DecisionRule"/>.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <param name="kind">Whether classes are kept in proportion.</param>
    /// <exception cref="ArgumentException">There are fewer samples than folds, or fewer than two for each where targets are no classes.</exception>
    /// <exception cref="InvalidOperationException">The function returned null, or predictions of the wrong shape or not finite.</exception>
    public static CrossValidationResult<T> Run<T>(Dataset<T> data, int folds, Func<Dataset<T>, Network<T>> train, int seed = 0, SplitKind kind = SplitKind.Stratified)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(train);
        return Run<T>(data, folds, training => new Model<T>(train(training)), seed, kind);
    }

    /// <summary>Cross-validates any model, such as a network behind an <see cref="Imputer"/>.</summary>
    /// <param name="data">All samples.</param>
    /// <param name="folds">The number of parts, k, at least 2.</param>
    /// <param name="train">
    /// Makes a model from the data it is given and returns what it predicts: a function from features, <c>N x inputs</c>, to predictions, <c>N x outputs</c>.
    /// In one column, class 1 is what is above the middle of the targets, 0.5 or, for -1 and +1, 0. One call for each fold, one after the other.
    /// </param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <param name="kind">Whether classes are kept in proportion.</param>
    /// <exception cref="ArgumentException">There are fewer samples than folds, or fewer than two for each where targets are no classes.</exception>
    /// <exception cref="InvalidOperationException">The function returned null, or predictions of the wrong shape or not finite.</exception>
    public static CrossValidationResult<T> Run<T>(Dataset<T> data, int folds, Func<Dataset<T>, Func<Matrix<T>, Matrix<T>>> train, int seed = 0, SplitKind kind = SplitKind.Stratified)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(train);
        return Run<T>(data, folds, training => new Model<T>(train(training)), seed, kind);
    }

    private static CrossValidationResult<T> Run<T>(Dataset<T> data, int folds, Func<Dataset<T>, Model<T>> train, int seed, SplitKind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[][] held = DataSplit<T>.HeldRows(data, folds, seed, kind);
        int[]? labels = data.ClassesOrNull();
        if (labels is null && data.Count < 2 * folds)
            throw new ArgumentException($"'data' has {Check.Text(data.Count)} samples, but {Check.Text(folds)} folds scored by R2 need at least two each: the R2 of one sample means nothing.", nameof(data));
        Matrix<T> predictions = MatrixAccess.New<T>(data.X.RowCount, data.Y.ColumnCount);
        int[]? predicted = labels is null ? null : new int[labels.Length];
        var scores = new FoldScores[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            DataSplit<T> split = DataSplit<T>.Hold(data, held[fold]);
            Model<T> model = train(split.Training);
            Matrix<T> ofFold = Checked(model.Predict(split.Held.X), split.Held, fold);
            for (int j = 0; j < predictions.ColumnCount; j++)
            {
                for (int i = 0; i < held[fold].Length; i++)
                    predictions.At(held[fold][i], j, ofFold.At(i, j));
            }

            double? accuracy = null;
            if (labels is not null)
            {
                int[] classes = (model.Rule ?? RuleOf(data)).Classify(ofFold);
                for (int i = 0; i < classes.Length; i++)
                    predicted![held[fold][i]] = classes[i];
                accuracy = Metrics.Accuracy(classes, [.. held[fold].Select(row => labels[row])]);
            }

            scores[fold] = new FoldScores(split.Training.Count, split.Held.Count, accuracy, Metrics.MeanAbsoluteError(ofFold, split.Held.Y), labels is null ? Metrics.RSquared(ofFold, split.Held.Y) : null);
        }

        ConfusionMatrix? confusion = labels is null ? null : new ConfusionMatrix(predicted!, labels, data.Classes, NamesOfClasses(data));
        return new CrossValidationResult<T>(scores, predictions, confusion);
    }

    /// <summary>The rule for predictions that come close to the targets.</summary>
    private static DecisionRule RuleOf<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => data.Kind() is var kind && kind.IsOneHot() ? DecisionRule.LargestOutput : DecisionRule.Above(kind.Middle());

    private static IReadOnlyList<string>? NamesOfClasses<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => data.ClassNames?.Count == data.Classes ? data.ClassNames : null;

    private static Matrix<T> Checked<T>(Matrix<T> predictions, Dataset<T> held, int fold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (predictions is null)
            throw new InvalidOperationException($"The model of fold {Check.Text(fold)} predicted null.");
        if (predictions.RowCount != held.Y.RowCount || predictions.ColumnCount != held.Y.ColumnCount)
            throw new InvalidOperationException($"The model of fold {Check.Text(fold)} predicted {Check.Shape(predictions)} for features of {Check.Shape(held.X)}, but {Check.Shape(held.Y)} was expected.");
        for (int i = 0; i < predictions.RowCount; i++)
        {
            for (int j = 0; j < predictions.ColumnCount; j++)
            {
                if (!T.IsFinite(predictions.At(i, j)))
                    throw new InvalidOperationException($"The model of fold {Check.Text(fold)} predicted {Check.Text(predictions.At(i, j))} at row {Check.Text(i)}, column {Check.Text(j)} of the held part.");
            }
        }

        return predictions;
    }

    /// <summary>What a fold's function made.</summary>
    private sealed record Model<T>(Func<Matrix<T>, Matrix<T>> Predict, DecisionRule? Rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Model(Network<T> network)
            : this((network ?? throw new InvalidOperationException("The function that trains returned null, but a network was expected.")).Predict, network.DecisionRule)
        {
        }

        public Model(Func<Matrix<T>, Matrix<T>> predict)
            : this(predict ?? throw new InvalidOperationException("The function that trains returned null, but a function that predicts was expected."), null)
        {
        }
    }
}
