using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Estimates how good a model is on samples it has not seen: k times it is trained without a part of the data and
/// scored on that part.
/// </summary>
/// <remarks>
/// Nothing of the held part can leak into the model: the function that makes it is given the training part only, and
/// whatever it fits (scaling, imputation, the choice of a setting) it fits to that; of the held part the model is given
/// the features alone.
/// </remarks>
public static class CrossValidation
{
    /// <summary>
    /// Cross-validates a network that takes features as they are in the data; scaling is then one of its layers.
    /// </summary>
    /// <param name="data">All samples.</param>
    /// <param name="folds">The number of parts, k, at least 2.</param>
    /// <param name="train">
    /// Makes and trains a network on the data it is given: one call for each fold, one after the other. Its classes
    /// follow its <see cref="Network{T}.DecisionRule"/>.
    /// </param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <param name="kind">Whether classes are kept in proportion.</param>
    /// <param name="progress">
    /// Told the scores of each fold when it is done, in order, on the calling thread; null for nobody.
    /// </param>
    /// <param name="cancellation">
    /// Ends it before the next fold and after the current one, whose model may be half trained; hand it to Fit to end
    /// that, too.
    /// </param>
    /// <exception cref="OperationCanceledException">
    /// The token was set. What is done was told to <paramref name="progress"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There are fewer samples than folds, or fewer than two for each where targets are no classes.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The function returned null, or predictions of the wrong shape or not finite.
    /// </exception>
    public static CrossValidationResult<T> Run<T>(
        Dataset<T> data, int folds, Func<Dataset<T>, Network<T>> train, int seed = 0, SplitKind kind = SplitKind.Stratified,
        IProgress<FoldScores>? progress = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(train);
        return Run<T>(data, Folds(data, folds, seed, kind), folds, training => new Model<T>(train(training)), progress, cancellation);
    }

    /// <summary>Cross-validates any model, such as a network behind an <see cref="Imputer"/>.</summary>
    /// <param name="data">All samples.</param>
    /// <param name="folds">The number of parts, k, at least 2.</param>
    /// <param name="train">
    /// Makes a model from the data it is given and returns what it predicts: a function from features, <c>N x
    /// inputs</c>, to predictions, <c>N x outputs</c>. In one column, class 1 is what is above the middle of the
    /// targets, 0.5 or, for -1 and +1, 0. One call for each fold, one after the other.
    /// </param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <param name="kind">Whether classes are kept in proportion.</param>
    /// <param name="progress">
    /// Told the scores of each fold when it is done, in order, on the calling thread; null for nobody.
    /// </param>
    /// <param name="cancellation">
    /// Ends it before the next fold and after the current one, whose model may be half trained; hand it to Fit to end
    /// that, too.
    /// </param>
    /// <exception cref="OperationCanceledException">
    /// The token was set. What is done was told to <paramref name="progress"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There are fewer samples than folds, or fewer than two for each where targets are no classes.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The function returned null, or predictions of the wrong shape or not finite.
    /// </exception>
    public static CrossValidationResult<T> Run<T>(
        Dataset<T> data, int folds, Func<Dataset<T>, Func<Matrix<T>, Matrix<T>>> train, int seed = 0, SplitKind kind = SplitKind.Stratified,
        IProgress<FoldScores>? progress = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(train);
        return Run<T>(data, Folds(data, folds, seed, kind), folds, training => new Model<T>(train(training)), progress, cancellation);
    }

    /// <summary>
    /// Cross-validates a network on splits of one's own, such as those of <see cref="DataSplit{T}.FoldsByGroup"/> and
    /// <see cref="DataSplit{T}.FoldsByTime"/>.
    /// </summary>
    /// <param name="data">The samples that were split.</param>
    /// <param name="splits">Splits of them, no sample held back twice.</param>
    /// <param name="train">
    /// Makes and trains a network on the data it is given: one call for each split, one after the other. Its classes
    /// follow its <see cref="Network{T}.DecisionRule"/>.
    /// </param>
    /// <param name="progress">
    /// Told the scores of each fold when it is done, in order, on the calling thread; null for nobody.
    /// </param>
    /// <param name="cancellation">
    /// Ends it before the next fold and after the current one, whose model may be half trained; hand it to Fit to end
    /// that, too.
    /// </param>
    /// <exception cref="OperationCanceledException">
    /// The token was set. What is done was told to <paramref name="progress"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There is no split, one does not say which rows it holds, holds a row that another does, or holds one sample only
    /// where targets are no classes.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The function returned null, or predictions of the wrong shape or not finite.
    /// </exception>
    public static CrossValidationResult<T> Run<T>(
        Dataset<T> data, IReadOnlyList<DataSplit<T>> splits, Func<Dataset<T>, Network<T>> train,
        IProgress<FoldScores>? progress = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(train);
        CheckSplits(data, splits);
        return Run<T>(data, splits, splits.Count, training => new Model<T>(train(training)), progress, cancellation);
    }

    /// <summary>
    /// Cross-validates any model on splits of one's own, such as those of <see cref="DataSplit{T}.FoldsByGroup"/> and
    /// <see cref="DataSplit{T}.FoldsByTime"/>.
    /// </summary>
    /// <param name="data">The samples that were split.</param>
    /// <param name="splits">Splits of them, no sample held back twice.</param>
    /// <param name="train">
    /// Makes a model from the data it is given and returns what it predicts, as where the folds are made here.
    /// </param>
    /// <param name="progress">
    /// Told the scores of each fold when it is done, in order, on the calling thread; null for nobody.
    /// </param>
    /// <param name="cancellation">
    /// Ends it before the next fold and after the current one, whose model may be half trained; hand it to Fit to end
    /// that, too.
    /// </param>
    /// <exception cref="ArgumentException">There are no splits, or one has no samples on a side.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CrossValidationResult<T> Run<T>(
        Dataset<T> data, IReadOnlyList<DataSplit<T>> splits, Func<Dataset<T>, Func<Matrix<T>, Matrix<T>>> train,
        IProgress<FoldScores>? progress = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(train);
        CheckSplits(data, splits);
        return Run<T>(data, splits, splits.Count, training => new Model<T>(train(training)), progress, cancellation);
    }

    private static CrossValidationResult<T> Run<T>(
        Dataset<T> data, IEnumerable<DataSplit<T>> splits, int folds, Func<Dataset<T>, Model<T>> train,
        IProgress<FoldScores>? progress, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[]? labels = data.ClassesOrNull();
        if (labels is null && data.Count < 2 * (long)folds)
            throw new ArgumentException($"'data' has {Check.Text(data.Count)} samples, but {Check.Text(folds)} folds scored by R2 need at least two each: "
                + "the R2 of one sample means nothing.", nameof(data));
        var parts = new List<(IReadOnlyList<int> Rows, Matrix<T> Predictions, int[] Classes)>(folds);
        var scores = new List<FoldScores>(folds);
        foreach (DataSplit<T> split in splits)
        {
            cancellation.ThrowIfCancellationRequested();
            Model<T> model = train(split.Training);
            cancellation.ThrowIfCancellationRequested();
            Matrix<T> ofFold = Checked(model.Predict(split.Held.X), split, scores.Count);
            int[] classes = labels is null ? [] : (model.Rule ?? RuleOf(data)).Classify(ofFold);
            parts.Add((split.HeldRows!, ofFold, classes));
            double? accuracy = labels is null ? null : Metrics.Accuracy(classes, [.. split.HeldRows!.Select(row => labels[row])]);
            double? rSquared = labels is null ? Metrics.RSquared(ofFold, split.Held.Y) : null;
            scores.Add(new FoldScores(split.Training.Count, split.Held.Count, accuracy, Metrics.MeanAbsoluteError(ofFold, split.Held.Y), rSquared));
            progress?.Report(scores[^1]);
        }

        return Result(data, labels, parts, scores);
    }

    /// <summary>The predictions of all folds in the order of the data.</summary>
    private static CrossValidationResult<T> Result<T>(
        Dataset<T> data, int[]? labels, List<(IReadOnlyList<int> Rows, Matrix<T> Predictions, int[] Classes)> parts, List<FoldScores> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] rows = [.. parts.SelectMany(part => part.Rows).Order()];
        Matrix<T> predictions = MatrixAccess.New<T>(rows.Length, data.Y.ColumnCount);
        int[] predicted = new int[rows.Length];
        foreach ((IReadOnlyList<int> held, Matrix<T> ofFold, int[] classes) in parts)
        {
            for (int i = 0; i < held.Count; i++)
            {
                int place = Array.BinarySearch(rows, held[i]);
                for (int j = 0; j < predictions.ColumnCount; j++)
                    predictions.At(place, j, ofFold.At(i, j));
                if (labels is not null)
                    predicted[place] = classes[i];
            }
        }

        ConfusionMatrix? confusion =
            labels is null ? null : new ConfusionMatrix(predicted, [.. rows.Select(row => labels[row])], data.Classes, NamesOfClasses(data));
        return new CrossValidationResult<T>(scores, predictions, confusion) { Rows = rows };
    }

    /// <summary>One fold after the other, so that not all parts are in memory at once.</summary>
    private static IEnumerable<DataSplit<T>> Folds<T>(Dataset<T> data, int folds, int seed, SplitKind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => DataSplit<T>.RowsOfFolds(data, folds, seed, kind).Select(held => DataSplit<T>.Hold(data, held));

    private static void CheckSplits<T>(Dataset<T> data, IReadOnlyList<DataSplit<T>> splits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(splits);
        data.CheckRows();
        if (splits.Count == 0)
            throw new ArgumentException($"'{nameof(splits)}' is empty, but at least one split is needed.", nameof(splits));
        bool areClasses = data.ClassesOrNull() is not null;
        var seen = new HashSet<int>();
        for (int i = 0; i < splits.Count; i++)
        {
            string name = $"'{nameof(splits)}'[{Check.Text(i)}]";
            if (splits[i]?.HeldRows is not { } rows || rows.Count != splits[i].Held.Count)
                throw new ArgumentException($"{name} does not say which rows of 'data' it holds back. {nameof(DataSplit<>)}'s own splits of 'data' "
                    + "do.", nameof(splits));
            foreach (int row in rows)
            {
                if (row < 0 || row >= data.Count)
                    throw new ArgumentException($"{name} holds back row {Check.Text(row)}, but 'data' has rows 0 to {Check.Text(data.Count - 1)}: it is no "
                        + "split of these data.", nameof(splits));
                if (!seen.Add(row))
                    throw new ArgumentException($"{name} holds back row {Check.Text(row)}, as another split or the same does, but each sample can be "
                        + "predicted once.", nameof(splits));
            }

            if (!areClasses && rows.Count < 2)
                throw new ArgumentException($"{name} holds back {Check.Text(rows.Count)} sample, but R2 needs at least two: that of one means "
                    + "nothing.", nameof(splits));
        }
    }

    /// <summary>The rule for predictions that come close to the targets.</summary>
    private static DecisionRule RuleOf<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => data.Kind() is var kind && kind.IsOneHot() ? DecisionRule.LargestOutput : DecisionRule.Above(kind.Middle());

    private static IReadOnlyList<string>? NamesOfClasses<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => data.ClassNames?.Count == data.Classes ? data.ClassNames : null;

    private static Matrix<T> Checked<T>(Matrix<T> predictions, DataSplit<T> split, int fold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dataset<T> held = split.Held;
        if (predictions is null)
            throw new InvalidOperationException($"The model of fold {Check.Text(fold)} predicted null.");
        if (predictions.RowCount != held.Y.RowCount || predictions.ColumnCount != held.Y.ColumnCount)
            throw new InvalidOperationException($"The model of fold {Check.Text(fold)} predicted {Check.Shape(predictions)} for features of "
                + $"{Check.Shape(held.X)}, but {Check.Shape(held.Y)} was expected.");
        for (int i = 0; i < predictions.RowCount; i++)
        {
            for (int j = 0; j < predictions.ColumnCount; j++)
            {
                if (!T.IsFinite(predictions.At(i, j)))
                    throw new InvalidOperationException($"The model of fold {Check.Text(fold)} predicted {Check.Text(predictions.At(i, j))} at row "
                        + $"{Check.Text(split.HeldRows![i])}, column {Check.Text(j)}, where rows are those of 'data'.");
            }
        }

        return predictions;
    }

    /// <summary>What a fold's function made.</summary>
    private sealed class Model<T>(Func<Matrix<T>, Matrix<T>> predict, DecisionRule? rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Func<Matrix<T>, Matrix<T>> Predict { get; } = predict;

        public DecisionRule? Rule { get; } = rule;

        public Model(Network<T> network)
            : this((network ?? throw new InvalidOperationException("The function that trains returned null, but a network was "
                + "expected.")).Predict, network.DecisionRule)
        {
        }

        public Model(Func<Matrix<T>, Matrix<T>> predict)
            : this(predict ?? throw new InvalidOperationException("The function that trains returned null, but a function that predicts was expected."), null)
        {
        }
    }
}
