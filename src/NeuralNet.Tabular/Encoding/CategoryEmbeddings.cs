using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Tabular;

/// <summary>
/// The first layer where categories are embedded: numbers pass through; each of the last inputs is the number of a
/// place and becomes that row of a trained table.
/// </summary>
internal sealed class CategoryEmbeddings : Layer<float>
{
    // Small beside the inputs that are numbers: what a category means is found in training.
    private const double InitialDeviation = 0.3;

    private readonly int[] _places;
    private readonly int _size;
    private readonly int _numbers;
    private readonly Parameter<float> _table;

    /// <param name="numbers">Inputs that pass through.</param>
    /// <param name="places">The number of places of each embedded category.</param>
    /// <param name="size">Outputs for each category.</param>
    public CategoryEmbeddings(int numbers, int[] places, int size)
    {
        (_numbers, _places, _size) = (numbers, places, size);
        _table = new Parameter<float>("table", places.Sum(), size);
    }

    public Matrix<float> Table => _table.Value;

    public override IReadOnlyList<Parameter<float>> Parameters => [_table];

    public override int OutputSize(int inputSize) => inputSize == _numbers + _places.Length
        ? _numbers + _places.Length * _size
        : throw new ArgumentException($"The embeddings take {_numbers + _places.Length} inputs, but there are {inputSize}.");

    public override void Initialize(Initializer preferred, RandomStream random)
    {
        Span<float> table = Values(_table.Value);
        for (int i = 0; i < table.Length; i++)
            table[i] = (float)(InitialDeviation * random.NextNormal());

        // Rare levels and gaps that no training row has stay in the middle.
        int start = 0;
        foreach (int places in _places)
        {
            for (int place = start; place < Math.Min(start + 2, start + places); place++)
                _table.Value.ClearRow(place);
            start += places;
        }
    }

    public override void Forward(Matrix<float> input, Matrix<float> output)
    {
        int rows = input.RowCount;
        ReadOnlySpan<float> x = Values(input), table = Values(_table.Value);
        Span<float> y = Values(output);
        x[..(rows * _numbers)].CopyTo(y);
        int start = 0, height = _table.Value.RowCount;
        for (int c = 0; c < _places.Length; c++)
        {
            ReadOnlySpan<float> codes = x.Slice((_numbers + c) * rows, rows);
            for (int k = 0; k < _size; k++)
            {
                Span<float> column = y.Slice((_numbers + c * _size + k) * rows, rows);
                ReadOnlySpan<float> values = table.Slice(k * height + start, _places[c]);
                for (int i = 0; i < column.Length; i++)
                    column[i] = values[Place(codes[i])];
            }

            start += _places[c];
        }
    }

    // Each row of the table gets the sum of the gradients of the samples that chose it.
    public override void Backward(LayerPass<float> pass)
    {
        int rows = pass.Input.RowCount, height = _table.Value.RowCount;
        ReadOnlySpan<float> x = Values(pass.Input), dy = Values(pass.OutputGradient);
        Span<float> dTable = Values(pass.ParameterGradients[0]);
        dTable.Clear();
        int start = 0;
        for (int c = 0; c < _places.Length; c++)
        {
            ReadOnlySpan<float> codes = x.Slice((_numbers + c) * rows, rows);
            for (int k = 0; k < _size; k++)
            {
                ReadOnlySpan<float> column = dy.Slice((_numbers + c * _size + k) * rows, rows);
                Span<float> gradients = dTable.Slice(k * height + start, _places[c]);
                for (int i = 0; i < column.Length; i++)
                    gradients[Place(codes[i])] += column[i];
            }

            start += _places[c];
        }

        if (pass.InputGradient is not { } inputGradient)
            return;
        Span<float> dx = Values(inputGradient);
        dx.Clear();
        dy[..(rows * _numbers)].CopyTo(dx);
    }

    public override Layer<float> Copy()
    {
        var copy = new CategoryEmbeddings(_numbers, _places, _size);
        _table.Value.CopyTo(copy._table.Value);
        return copy;
    }

    public override string ToString() => $"Embeddings of {_places.Length} categories";

    // Rounded, so that a derivative by the number of a place is 0 on both of its sides.
    private static int Place(float code) => (int)(code + 0.5f);

    private static float[] Values(Matrix<float> matrix) => matrix.AsColumnMajorArray();
}
