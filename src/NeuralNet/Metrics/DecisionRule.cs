using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// How outputs become classes: the largest output, or each output above a threshold of its own. Immutable.
/// </summary>
/// <remarks>
/// A network has one, <see cref="Network{T}.DecisionRule"/>, and it is the same in <c>Classify</c>, in the accuracies
/// of training records, in cross-validation, in pictures and in files.
/// </remarks>
public sealed record DecisionRule
{
    private DecisionRule(double[] thresholds) => Thresholds = thresholds;

    /// <summary>The class of a sample is the column of its largest output, the lowest on ties.</summary>
    public static DecisionRule LargestOutput { get; } = new([]);

    /// <summary>
    /// What an output exceeds to say yes: none for <see cref="LargestOutput"/>, one for all outputs alike, or one for
    /// each output.
    /// </summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Who decided.</summary>
    public DecisionSource Source { get; init; } = DecisionSource.Caller;

    /// <summary>
    /// Each output says yes where it is above a threshold. With one output class 1 is yes and class 0 no; several
    /// outputs are several labels at once.
    /// </summary>
    /// <param name="thresholds">One for all outputs, or one for each; finite.</param>
    /// <exception cref="ArgumentException">There is no threshold, or one is NaN or infinite.</exception>
    public static DecisionRule Above(params IReadOnlyList<double> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        if (thresholds.Count == 0)
            throw new ArgumentException($"'{nameof(thresholds)}' is empty, but one for all outputs or one for each was expected.", nameof(thresholds));
        for (int j = 0; j < thresholds.Count; j++)
        {
            if (!double.IsFinite(thresholds[j]))
                throw new ArgumentOutOfRangeException(nameof(thresholds), thresholds[j], $"'{nameof(thresholds)}'[{Check.Text(j)}] is "
                    + $"{Check.Text(thresholds[j])}, but a finite number was expected.");
        }

        return new DecisionRule([.. thresholds]);
    }

    /// <summary>The class of each sample.</summary>
    /// <param name="outputs">What a network predicts, <c>N x outputs</c>.</param>
    /// <returns>
    /// N labels: the column of the largest output; with one output and a threshold, 1 above it and 0 elsewhere.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no column, an output is NaN, or there are other numbers of thresholds than of outputs.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// Several outputs have thresholds, so that a sample may be of several classes or of none: see
    /// <see cref="ClassifyEach{T}"/>.
    /// </exception>
    public int[] Classify<T>(Matrix<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Checked(outputs);
        if (Thresholds.Count > 0 && outputs.ColumnCount > 1)
            throw new InvalidOperationException($"The rule is that each of {Check.Text(outputs.ColumnCount)} outputs answers by itself ({this}), so a "
                + $"sample may be of several classes or of none. {nameof(ClassifyEach)} gives an answer for each output; "
                    + $"{nameof(DecisionRule)}.{nameof(LargestOutput)} is the rule for one class a sample.");
        var labels = new int[outputs.RowCount];
        if (Thresholds.Count == 0)
        {
            Reductions<T>.RowArgmax(outputs.ColumnCount, values, labels);
            return labels;
        }

        var threshold = T.CreateTruncating(Thresholds[0]);
        for (int i = 0; i < labels.Length; i++)
            labels[i] = values[i] > threshold ? 1 : 0;
        return labels;
    }

    /// <summary>
    /// The answer of each output: whether it is above its threshold, or whether it is the largest of its row where that
    /// is the rule.
    /// </summary>
    /// <param name="outputs">What a network predicts, <c>N x outputs</c>.</param>
    /// <returns><c>N x outputs</c>, row and column as in the outputs.</returns>
    /// <exception cref="ArgumentException">
    /// There is no column, an output is NaN, or there are other numbers of thresholds than of outputs.
    /// </exception>
    public bool[,] ClassifyEach<T>(Matrix<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Checked(outputs);
        var answers = new bool[outputs.RowCount, outputs.ColumnCount];
        if (Thresholds.Count == 0)
        {
            int[] labels = Classify(outputs);
            for (int i = 0; i < labels.Length; i++)
                answers[i, labels[i]] = true;
            return answers;
        }

        T[] thresholds = ThresholdsFor<T>(outputs.ColumnCount);
        for (int j = 0; j < outputs.ColumnCount; j++)
        {
            for (int i = 0; i < outputs.RowCount; i++)
                answers[i, j] = values[j * outputs.RowCount + i] > thresholds[j];
        }

        return answers;
    }

    /// <summary>Whether both have the same thresholds from the same source.</summary>
    /// <param name="other">The rule to compare with.</param>
    public bool Equals(DecisionRule? other) => other is not null && Source == other.Source && Thresholds.SequenceEqual(other.Thresholds);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, Thresholds.Count, Thresholds.FirstOrDefault());

    /// <summary>The rule in words, such as <c>above 0.5</c>.</summary>
    public override string ToString() => Thresholds.Count == 0
        ? "the largest output"
        : $"above {string.Join(", ", Thresholds.Select(threshold => threshold.ToString(CultureInfo.InvariantCulture)))}";

    /// <summary>Throws unless a network with so many outputs can decide by this rule.</summary>
    internal void CheckFits(int outputs, string name)
    {
        if (Thresholds.Count > 1 && Thresholds.Count != outputs)
            throw new ArgumentException($"'{name}' has {Check.Text(Thresholds.Count)} thresholds, but there are {Check.Text(outputs)} outputs: one "
                + "threshold for all or one for each was expected.", name);
    }

    /// <summary>A threshold for each output.</summary>
    internal T[] ThresholdsFor<T>(int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var thresholds = new T[outputs];
        for (int j = 0; j < outputs; j++)
            thresholds[j] = T.CreateTruncating(Thresholds[Thresholds.Count == 1 ? 0 : j]);
        return thresholds;
    }

    private T[] Checked<T>(Matrix<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Labels.Decidable(outputs, nameof(outputs));
        CheckFits(outputs.ColumnCount, nameof(Thresholds));
        return values;
    }
}
