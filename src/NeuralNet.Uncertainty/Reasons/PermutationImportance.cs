using System.Globalization;
using System.Numerics;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// How much a model relies on each column: by how much its loss rises when the values of the column are shuffled among
/// the samples, on average over several shuffles. Columns that say the same share what they say, so that each by itself
/// may seem worth little.
/// </summary>
/// <remarks>Breiman, 2001; Fisher, Rudin and Dominici, 2019. Use samples that the model was not trained on.</remarks>
public sealed class PermutationImportance
{
    private PermutationImportance(double loss, IReadOnlyList<ColumnImportance> columns)
    {
        Loss = loss;
        Columns = columns;
    }

    /// <summary>The loss of the samples as they are.</summary>
    public double Loss { get; }

    /// <summary>One entry for each column, in their order.</summary>
    public IReadOnlyList<ColumnImportance> Columns { get; }

    /// <summary>Measures any model by a function from inputs to a loss.</summary>
    /// <param name="loss">
    /// What a model loses on samples with these inputs in this order, lower is better; it must not keep or change them.
    /// </param>
    /// <param name="x">Samples, <c>N x inputs</c>, at least 2 rows.</param>
    /// <param name="repeats">Shuffles of each column, at least 2.</param>
    /// <param name="seed">The same seed gives the same shuffles.</param>
    /// <param name="names">A name for each column; null for their numbers.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 rows or repeats, another number of names, or the loss
    /// is not finite.</exception>
    public static PermutationImportance Measure<T>(
        Func<Matrix<T>, double> loss, Matrix<T> x, int repeats = 10, int seed = 0, IReadOnlyList<string>? names = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(x);
        Checks.AtLeast(repeats, nameof(repeats), 2);
        if (x.RowCount < 2)
            throw new ArgumentException($"'{nameof(x)}' has {Checks.Text(x.RowCount)} rows, but at least 2 are needed to be shuffled.", nameof(x));
        if (names is not null && names.Count != x.ColumnCount)
            throw new ArgumentException($"'{nameof(names)}' has {Checks.Text(names.Count)} names, but '{nameof(x)}' has {Checks.Text(x.ColumnCount)} columns.",
                nameof(names));
        double before = Finite(loss(x), "as they are");
        Matrix<T> shuffled = Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount, x.ToColumnMajorArray());
        var columns = new ColumnImportance[x.ColumnCount];
        for (int j = 0; j < columns.Length; j++)
        {
            Span<T> column = shuffled.Values().AsSpan(j * x.RowCount, x.RowCount);
            T[] kept = column.ToArray();
            var rises = new double[repeats];
            for (int k = 0; k < repeats; k++)
            {
                kept.CopyTo(column);
                Shuffle(column, new RandomStream(seed, (long)j * repeats + k));
                rises[k] = Finite(loss(shuffled), $"with column {Checks.Text(j)} shuffled") - before;
            }

            kept.CopyTo(column);
            double mean = rises.Average();
            columns[j] = new ColumnImportance(names?[j] ?? Checks.Text(j), mean, Math.Sqrt(rises.Sum(rise => (rise - mean) * (rise - mean)) / (repeats - 1)));
        }

        return new PermutationImportance(before, columns);
    }

    /// <summary>Measures a network by one of its losses; columns have the names of its schema.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss, such as the one it was trained with.</param>
    /// <param name="x">Samples, <c>N x inputs</c>, finite, at least 2 rows.</param>
    /// <param name="y">Their targets as the loss takes them, <c>N x outputs</c>.</param>
    /// <param name="repeats">Shuffles of each column, at least 2.</param>
    /// <param name="seed">The same seed gives the same shuffles.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss, or there are fewer than 2 rows
    /// or repeats.</exception>
    public static PermutationImportance Measure<T>(Network<T> network, Loss<T> loss, Matrix<T> x, Matrix<T> y, int repeats = 10, int seed = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        Checks.HasRows(x, nameof(x));
        Checks.Finite(y, nameof(y), "Leave samples without a target out.");
        if (y.RowCount != x.RowCount || y.ColumnCount != network.Outputs)
            throw new ArgumentException($"'{nameof(y)}' is {Checks.Shape(y)}, but {Checks.Text(x.RowCount)} x {Checks.Text(network.Outputs)} was expected: "
                + "the rows "
                + $"of '{nameof(x)}' and the outputs of the network.", nameof(y));
        loss.CheckTargets(y, nameof(y));
        Network<T>? before = BeforeLoss(network, loss);
        Matrix<T> targets = Matrix<T>.Build.Dense(y.RowCount, y.ColumnCount, y.ToColumnMajorArray()),
            gradient = Matrix<T>.Build.Dense(y.RowCount, y.ColumnCount);
        var weights = new T[y.RowCount];
        weights.AsSpan().Fill(T.CreateTruncating(1.0 / weights.Length));
        return Measure(inputs => loss.Evaluate(before is null ? inputs : before.Predict(inputs), targets, weights, gradient), x, repeats, seed,
            network.Schema.FeatureNames);
    }

    /// <summary>The columns from the one that matters most, a line each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"column",-24} {"loss rises by",14} {"+-",10}");
        foreach (ColumnImportance column in Columns.OrderByDescending(column => column.Mean))
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{column.Name,-24} {column.Mean,14:G4} {column.Deviation,10:G2}");
        return text.ToString();
    }

    /// <summary>The layers whose output the loss is given: without the activation that it includes.</summary>
    private static Network<T>? BeforeLoss<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.IncludedActivation?.GetType() != network.Layers[^1].GetType() ? network
            : network.Layers.Count == 1 ? null
            : new Network<T>(network.Inputs, [.. network.Layers.Take(network.Layers.Count - 1)]);

    private static void Shuffle<T>(Span<T> values, RandomStream random)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int k = random.NextInteger(i + 1);
            (values[i], values[k]) = (values[k], values[i]);
        }
    }

    private static double Finite(double loss, string when) => double.IsFinite(loss) ? loss
        : throw new ArgumentException($"The loss of the samples {when} is {Checks.Text(loss)}, but a finite number was expected.", nameof(loss));
}

/// <summary>How much a model relies on a column.</summary>
/// <param name="Name">The column's name, or its number.</param>
/// <param name="Mean">By how much the loss rises when it is shuffled, the mean over the repeats.</param>
/// <param name="Deviation">The standard deviation of that rise over the repeats.</param>
public readonly record struct ColumnImportance(string Name, double Mean, double Deviation);
