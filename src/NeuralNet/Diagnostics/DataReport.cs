using System.Globalization;
using System.Numerics;
using System.Text;

namespace NeuralNet;

/// <summary>
/// The look at the data that training takes first, without training: what each column holds, and what would be found
/// wrong. Printed, it is a table with the findings before it.
/// </summary>
/// <remarks>
/// Means and extremes are those of a sample of the rows where there are many. What depends on the network, such as its
/// scaling layer, is looked at by the trainer.
/// </remarks>
public sealed class DataReport
{
    private const int MostLines = 50;

    private DataReport(IReadOnlyList<ColumnReport> inputs, IReadOnlyList<ColumnReport> targets, IReadOnlyList<Finding> findings)
        => (Inputs, Targets, Findings) = (inputs, targets, findings);

    /// <summary>The columns of X, in order.</summary>
    public IReadOnlyList<ColumnReport> Inputs { get; }

    /// <summary>The columns of Y, in order.</summary>
    public IReadOnlyList<ColumnReport> Targets { get; }

    /// <summary>What looked wrong, causes before effects; empty if nothing did.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Looks at data.</summary>
    /// <param name="training">What is to be learned from: X <c>N x inputs</c>, Y <c>N x outputs</c>, finite, at least
    /// one row.</param>
    /// <param name="validation">What each epoch would be scored on, with the same columns; null if there are
    /// none.</param>
    /// <exception cref="ArgumentException">There are no rows, a value is NaN or infinite, rows or names do not fit, or
    /// the two parts have different numbers of columns.</exception>
    public static DataReport Of<T>(Dataset<T> training, Dataset<T>? validation = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        TrainingData<T> data = Checked(training, nameof(training));
        TrainingData<T>? held = validation is null ? null : Checked(validation, nameof(validation));
        if (held is not null && (held.Inputs != data.Inputs || held.Outputs != data.Outputs))
            throw new ArgumentException($"'{nameof(validation)}' has {Check.Text(held.Inputs)} inputs and {Check.Text(held.Outputs)} targets, but "
                + $"'{nameof(training)}' has {Check.Text(data.Inputs)} and {Check.Text(data.Outputs)}: both parts need the same columns.", nameof(validation));
        Evidence evidence = FirstLook.At(data, held);
        var findings = new FindingList();
        Judge.Before(evidence, findings);
        return new DataReport([.. evidence.Training.Inputs.Select(ColumnReport.Of)], [.. evidence.Training.Targets.Select(ColumnReport.Of)], findings.Ordered);
    }

    /// <summary>The findings, then a line a column: name, lowest and highest value, mean, deviation.</summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        foreach (Finding finding in Findings)
            table.AppendLine(finding.ToString()).AppendLine();
        table.Append(CultureInfo.InvariantCulture, $"{"column",-28}{"lowest",12}{"highest",12}{"mean",12}{"deviation",12}");
        Append(table, "X", Inputs);
        Append(table, "Y", Targets);
        return table.ToString();
    }

    private static void Append(StringBuilder table, string matrix, IReadOnlyList<ColumnReport> columns)
    {
        for (int j = 0; j < columns.Count && j < MostLines; j++)
        {
            ColumnReport column = columns[j];
            string name = $"{matrix} {Check.Text(j)}{(column.Name is null ? "" : $" {column.Name}")}";
            table.AppendLine().Append(CultureInfo.InvariantCulture,
                $"{name,-28}{column.Lowest,12:G5}{column.Highest,12:G5}{column.Mean,12:G5}{column.Deviation,12:G5}");
        }

        if (columns.Count > MostLines)
            table.AppendLine().Append(CultureInfo.InvariantCulture, $"... and {columns.Count - MostLines} more columns of {matrix}");
    }

    private static TrainingData<T> Checked<T>(Dataset<T> data, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        data.CheckRows();
        if (data.Count == 0)
            throw new ArgumentException($"'{name}.X' has no rows, but at least one sample is needed.", name);
        data = data with { X = Numerics.MatrixAccess.AsDense(data.X), Y = Numerics.MatrixAccess.AsDense(data.Y) };
        Check.Finite(data.X, $"{name}.X", Check.MissingValueAdvice, data.FeatureNames);
        Check.Finite(data.Y, $"{name}.Y", Check.MissingValueAdvice, data.TargetNames);
        return new TrainingData<T>(data, data.Kind(), data.SampleWeights?.ToArray());
    }
}

/// <summary>A column in numbers.</summary>
/// <param name="Name">Its name; null if the data set has none.</param>
/// <param name="Lowest">The smallest value looked at.</param>
/// <param name="Highest">The largest value looked at.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The population deviation (divided by N).</param>
public sealed record ColumnReport(string? Name, double Lowest, double Highest, double Mean, double Deviation)
{
    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(ColumnReport), PrintMembers);

    internal static ColumnReport Of(ColumnFacts facts) => new(facts.Name, facts.Lowest, facts.Highest, facts.Mean, facts.Deviation);
}
