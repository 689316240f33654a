using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Samples with their targets, the names of columns and classes, and a weight for each sample if they do not count
/// alike.
/// </summary>
/// <param name="X">
/// Features, <c>N x inputs</c>, a row a sample. NaN stands for a missing value: <see cref="Imputer"/> fills it in,
/// training refuses it.
/// </param>
/// <param name="Y">Targets, <c>N x outputs</c>; one-hot rows for classes.</param>
public sealed partial record Dataset<T>(Matrix<T> X, Matrix<T> Y)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A name for each column of X; null if they have none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>A name for each column of Y where the columns are no classes; null if they have none.</summary>
    public IReadOnlyList<string>? TargetNames { get; init; }

    /// <summary>
    /// A name for each class: one for each column of one-hot rows, two for one column of 0 and 1 or of -1 and +1; null
    /// if they have none.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// For columns of text that became one-hot columns of X, by name, the encoder that made them; empty if there are
    /// none.
    /// </summary>
    public IReadOnlyDictionary<string, LabelEncoder> Categories { get; init; } = new Dictionary<string, LabelEncoder>();

    /// <summary>
    /// N weights, finite and at least 0, not all 0; null if all samples count alike. Only their ratios matter.
    /// </summary>
    public IReadOnlyList<double>? SampleWeights { get; init; }

    /// <summary>The number of samples, N.</summary>
    public int Count => X.RowCount;

    /// <summary>
    /// The label of each sample: the column of the 1 in its row of Y; where Y is one column of 0 and 1 or of -1 and +1,
    /// label 1 for 1.
    /// </summary>
    /// <exception cref="InvalidOperationException">The targets are no classes.</exception>
    public int[] ToLabels() => ClassesOrNull() ?? throw new InvalidOperationException($"The targets ({Check.Shape(Y)}) are no classes: one-hot rows, or one "
        + "column of 0 and 1 or of -1 and +1, were expected.");

    /// <summary>Where X holds NaN, row by row.</summary>
    public IReadOnlyList<MissingValue> MissingValues()
    {
        CheckRows();
        var missing = new List<MissingValue>();
        for (int i = 0; i < X.RowCount; i++)
        {
            for (int j = 0; j < X.ColumnCount; j++)
            {
                if (T.IsNaN(X.At(i, j)))
                    missing.Add(new MissingValue(i, j, FeatureNames?[j]));
            }
        }

        return missing;
    }

    /// <summary>The samples at the given rows, in that order.</summary>
    /// <param name="rows">Row numbers, from 0; a row may appear more than once.</param>
    /// <exception cref="ArgumentException">
    /// There is no such row, or X, Y, the weights and the names do not fit each other.
    /// </exception>
    public Dataset<T> Subset(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckRows();
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] < 0 || rows[i] >= X.RowCount)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"'rows'[{Check.Text(i)}] is {Check.Text(rows[i])}, but the data has rows 0 to "
                    + $"{Check.Text(X.RowCount - 1)}.");
        }

        Matrix<T> x = Rows(X, rows);
        return this with
        {
            X = x,
            Y = ReferenceEquals(X, Y) ? x : Rows(Y, rows),
            SampleWeights = SampleWeights is { } weights ? [.. rows.Select(row => weights[row])] : null,
        };
    }

    /// <summary>One line: samples, features, classes with their counts or targets, missing values.</summary>
    public override string ToString()
    {
        CheckRows();
        string features = FeatureNames is { } names ? $" ({string.Join(", ", names)})" : "";
        string text = string.Create(CultureInfo.InvariantCulture, $"{X.RowCount} samples, {X.ColumnCount} features{features}, ");
        if (ClassesOrNull() is { } labels)
        {
            int[] counts = [.. Enumerable.Range(0, Classes).Select(label => labels.Count(l => l == label))];
            text += string.Create(CultureInfo.InvariantCulture, $"{counts.Length} classes "
                + $"({string.Join(", ", counts.Select((count, label) => $"{ClassNames?[label] ?? Check.Text(label)} {Check.Text(count)}"))})");
        }
        else
        {
            text += $"{Check.Text(Y.ColumnCount)} targets{(TargetNames is { } targets ? $" ({string.Join(", ", targets)})" : "")}";
        }

        int missing = MissingValues().Count;
        return missing == 0 ? text : text + string.Create(CultureInfo.InvariantCulture, $", {missing} missing values");
    }

    /// <summary>The number of classes that labels were said to be of; null where Y alone tells.</summary>
    internal int? ClassesSaid { get; init; }

    /// <summary>How many classes there are, if the targets are classes.</summary>
    internal int Classes => Kind() == TargetKind.OneHot ? Y.ColumnCount : Math.Max(2, Y.ColumnCount);

    /// <summary>The label of each sample; null if the targets are no classes.</summary>
    internal int[]? ClassesOrNull()
    {
        TargetKind kind = Kind();
        return kind.IsOneHot() ? DecisionRule.LargestOutput.Classify(Y)
            : kind.IsTwoClasses(Y.ColumnCount) ? DecisionRule.Above(kind.Middle()).Classify(Y)
            : null;
    }

    /// <summary>
    /// What the targets are. A column of ones is one-hot where the labels were said to be of one class.
    /// </summary>
    internal TargetKind Kind()
    {
        Matrix<T> targets = Y.AsDense();
        TargetKind kind = TargetKinds.Of(targets);
        bool isOneClass = kind == TargetKind.Binary && Y.ColumnCount == 1 && (ClassesSaid ?? ClassNames?.Count) == 1 && !targets.Values().Contains(T.Zero);
        return isOneClass ? TargetKind.OneHot : kind;
    }

    /// <summary>
    /// Throws unless each row of X has one of Y and a weight, if there are weights, and each column its name, if there
    /// are names.
    /// </summary>
    internal void CheckRows()
    {
        ArgumentNullException.ThrowIfNull(X);
        ArgumentNullException.ThrowIfNull(Y);
        Check.SameRows(X, nameof(X), Y.RowCount, nameof(Y), "rows");
        if (SampleWeights is { } weights)
            Check.SameRows(X, nameof(X), weights.Count, nameof(SampleWeights), "values");
        CheckNames();
    }

    /// <summary>Throws unless there are as many names as columns, where there are names.</summary>
    internal void CheckNames()
    {
        CheckCount(FeatureNames, nameof(FeatureNames), X.ColumnCount, $"X has {Check.Text(X.ColumnCount)} columns");
        CheckCount(TargetNames, nameof(TargetNames), Y.ColumnCount, $"Y has {Check.Text(Y.ColumnCount)} columns");
        if (ClassNames is { } names && (names.Count != Y.ColumnCount || Y.ColumnCount == 1))
            CheckCount(names, nameof(ClassNames), Classes, $"Y has {Check.Text(Y.ColumnCount)} columns, so there are {Check.Text(Classes)} classes");
    }

    private static void CheckCount(IReadOnlyList<string>? names, string argument, int expected, string why)
    {
        if (names is not null && names.Count != expected)
            throw new ArgumentException($"'{argument}' has {Check.Text(names.Count)} names "
                + $"({string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}), but {why}.", argument);
    }

    private static Matrix<T> Rows(Matrix<T> matrix, IReadOnlyList<int> rows)
    {
        Matrix<T> result = MatrixAccess.New<T>(rows.Count, matrix.ColumnCount);
        for (int j = 0; j < matrix.ColumnCount; j++)
        {
            for (int i = 0; i < rows.Count; i++)
                result.At(i, j, matrix.At(rows[i], j));
        }

        return result;
    }
}
