using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Vectors for categories: in each embedded column code c becomes row c of the column's table W, <c>categories x
/// size</c>, which is trained; other columns pass through. Columns keep their order: with x <c>N x inputs</c> y is
/// <c>N x (other columns + the sizes)</c>.
/// </summary>
/// <remarks>
/// Equal to the bit to a <see cref="Dense{T}"/> layer without biases on one-hot columns, and to its gradient, in a time
/// that does not grow with the number of categories. Vectors start as normally distributed numbers of deviation 1, as
/// in PyTorch, the scale of standardised columns. A code is a whole number from 0 to categories - 1; anything else is
/// an exception that names its row and column. Codes have no derivative: their dx is 0.
/// </remarks>
public sealed class Embedding<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.Embedding";

    // What a gradient check moves a code by, relative to codes above 1, is taken for the code itself.
    private static readonly T _moved = T.CreateTruncating(1.01) * T.Cbrt(T.BitIncrement(T.One) - T.One);

    private readonly EmbeddedColumn[] _columns;
    private readonly Parameter<T>[] _tables;
    private readonly int _outputs;

    /// <summary>Creates the layer with all vectors zero; building a network sets them.</summary>
    /// <param name="inputs">Columns of the incoming batch, at least 1.</param>
    /// <param name="columns">The columns that hold codes, each once, in any order.</param>
    /// <exception cref="ArgumentException">There is no embedded column, or one is outside the batch, there twice, or
    /// without categories or size.</exception>
    public Embedding(int inputs, params IReadOnlyList<EmbeddedColumn> columns)
    {
        Checks.AtLeast(inputs, nameof(inputs), 1);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            throw new ArgumentException($"'{nameof(columns)}' is empty, but at least one column of codes was expected.", nameof(columns));
        Inputs = inputs;
        for (int k = 0; k < columns.Count; k++)
            CheckColumn(columns[k], k);
        _columns = [.. columns.OrderBy(column => column.Column)];
        for (int k = 1; k < _columns.Length; k++)
        {
            if (_columns[k].Column == _columns[k - 1].Column)
                throw new ArgumentException($"'{nameof(columns)}' has column {Checks.Text(_columns[k].Column)} twice.", nameof(columns));
        }

        _outputs = checked(inputs - _columns.Length + _columns.Sum(column => column.Size));
        _tables = [.. _columns.Select(column => new Parameter<T>(TableName(column.Column), column.Categories, column.Size))];
        Parameters = Array.AsReadOnly(_tables);
        Columns = Array.AsReadOnly(_columns);
    }

    /// <summary>Columns of the incoming batch.</summary>
    public int Inputs { get; }

    /// <summary>The embedded columns in order.</summary>
    public IReadOnlyList<EmbeddedColumn> Columns { get; }

    /// <summary>
    /// The vectors of each embedded column in the order of <see cref="Columns"/>, each <c>categories x size</c>, named
    /// <c>weight</c> and the column.
    /// </summary>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize == Inputs
        ? _outputs
        : throw new ArgumentException($"{this} expects {Checks.Text(Inputs)} inputs, but is given {Checks.Text(inputSize)}.", nameof(inputSize));

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        (int rows, T[] x, T[] y) = (input.RowCount, input.Values(), output.Values());
        for (int j = 0, k = 0, to = 0; j < Inputs; j++)
        {
            ReadOnlySpan<T> column = x.AsSpan(j * rows, rows);
            if (!IsEmbedded(j, k))
            {
                column.CopyTo(y.AsSpan(to * rows, rows));
                to++;
                continue;
            }

            (int categories, int size, T[] table) = (_columns[k].Categories, _columns[k].Size, _tables[k].Value.Values());
            for (int i = 0; i < rows; i++)
            {
                int code = Code(column[i], i, j, categories);
                for (int d = 0; d < size; d++)
                    y[(to + d) * rows + i] = table[d * categories + code];
            }

            to += size;
            k++;
        }
    }

    /// <inheritdoc/>
    /// <remarks>dW[c] = sum of dy over the rows with code c; dx = dy of the columns that pass through.</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        (int rows, T[] x, T[] dy, T[]? dx) = (pass.Input.RowCount, pass.Input.Values(), pass.OutputGradient.Values(), pass.InputGradient?.Values());
        for (int j = 0, k = 0, from = 0; j < Inputs; j++)
        {
            if (!IsEmbedded(j, k))
            {
                if (dx is not null)
                    dy.AsSpan(from * rows, rows).CopyTo(dx.AsSpan(j * rows, rows));
                from++;
                continue;
            }

            dx?.AsSpan(j * rows, rows).Clear();
            (int categories, int size, T[] gradient) = (_columns[k].Categories, _columns[k].Size, pass.ParameterGradients[k].Values());
            gradient.AsSpan().Clear();
            for (int i = 0; i < rows; i++)
            {
                int code = Code(x[j * rows + i], i, j, categories);
                for (int d = 0; d < size; d++)
                    gradient[d * categories + code] += dy[(from + d) * rows + i];
            }

            from += size;
            k++;
        }
    }

    /// <summary>Normally distributed numbers of deviation 1.</summary>
    /// <inheritdoc/>
    public override void Initialize(Initializer preferred, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (Parameter<T> table in _tables)
        {
            foreach (ref T weight in table.Value.Values().AsSpan())
                weight = T.CreateTruncating(random.NextNormal());
        }
    }

    /// <inheritdoc/>
    public override Layer<T> Copy()
    {
        var copy = new Embedding<T>(Inputs, _columns);
        for (int k = 0; k < _tables.Length; k++)
            _tables[k].Value.CopyTo(copy._tables[k].Value);
        return copy;
    }

    /// <inheritdoc/>
    public override Description Describe()
    {
        var settings = new Dictionary<string, double> { ["inputs"] = Inputs };
        for (int k = 0; k < _columns.Length; k++)
        {
            settings[Name("column", k)] = _columns[k].Column;
            settings[Name("categories", k)] = _columns[k].Categories;
            settings[Name("size", k)] = _columns[k].Size;
        }

        return new Description(Kind) { Settings = settings };
    }

    /// <summary>Sizes and columns, such as <c>Embedding 5 -> 9 (columns 1, 3)</c>.</summary>
    public override string ToString()
        => $"Embedding {Checks.Text(Inputs)} -> {Checks.Text(_outputs)} (column{(_columns.Length == 1 ? "" : "s")} "
            + $"{string.Join(", ", _columns.Select(column => Checks.Text(column.Column)))})";

    internal static Embedding<T> Read(Description description)
    {
        var columns = new List<EmbeddedColumn>();
        for (int k = 0; description.Settings.ContainsKey(Name("column", k)); k++)
        {
            var column = new EmbeddedColumn(description.Count(Name("column", k), smallest: 0), description.Count(Name("categories", k)),
                description.Count(Name("size", k)));
            description.RequireTensor(TableName(column.Column), column.Size, column.Categories);
            columns.Add(column);
        }

        return new Embedding<T>(description.Count("inputs"), columns);
    }

    private static string TableName(int column) => Name("weight", column);

    private static string Name(string what, int number) => what + number.ToString(CultureInfo.InvariantCulture);

    private bool IsEmbedded(int column, int next) => next < _columns.Length && _columns[next].Column == column;

    private int Code(T value, int row, int column, int categories)
    {
        T whole = T.Round(value);
        T code = T.Abs(value - whole) <= _moved * T.Max(T.One, whole) ? whole : T.NaN;
        return code >= T.Zero && code < T.CreateTruncating(categories) ? int.CreateTruncating(code)
            : throw new ArgumentException($"{this} was given {value.ToString(null, CultureInfo.InvariantCulture)} at row {Checks.Text(row)} of the batch, "
                + "column "
                + $"{Checks.Text(column)}, but codes of {Checks.Text(categories)} categories are whole numbers from 0 to {Checks.Text(categories - 1)}.");
    }

    private void CheckColumn(EmbeddedColumn column, int index)
    {
        string name = $"columns[{Checks.Text(index)}]";
        ArgumentNullException.ThrowIfNull(column, name);
        if (column.Column < 0 || column.Column >= Inputs)
            throw new ArgumentOutOfRangeException(name, column.Column,
                $"'{name}' is column {Checks.Text(column.Column)}, but with {Checks.Text(Inputs)} inputs "
                + $"columns run from 0 to {Checks.Text(Inputs - 1)}.");
        Checks.AtLeast(column.Categories, $"{name}.{nameof(EmbeddedColumn.Categories)}", 1);
        Checks.AtLeast(column.Size, $"{name}.{nameof(EmbeddedColumn.Size)}", 1);
    }
}
