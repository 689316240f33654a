using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Tabular;

/// <summary>
/// What the file of a model holds, as the one layer of a network of raw columns: numbers that say how rows are encoded
/// and how networks are shaped, and the weights of each member.
/// </summary>
internal sealed class ModelLayer : Layer<double>
{
    public const string Kind = "Tabular";
    private const string Outline = "outline";

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly Parameter<double>[] _constants;
    private readonly IReadOnlyList<string> _choices;

    public ModelLayer(int inputs, int outputs, int[] lengths, IReadOnlyList<string> choices)
    {
        (_inputs, _outputs, _choices) = (inputs, outputs, choices);
        _constants = [.. lengths.Select((length, i) => new Parameter<double>(NameOf(i), 1, length, Decay.Exempt))];
    }

    public override IReadOnlyList<Parameter<double>> Constants => _constants;

    public IReadOnlyList<string> Choices => _choices;

    public int Members => _constants.Length - 1;

    /// <summary>The outline (0), or the weights of a member (1, 2, ...).</summary>
    public double[] this[int index] => _constants[index].Value.AsColumnMajorArray();

    public static ModelLayer Make(Description description)
    {
        int[] lengths = [.. Enumerable.Range(0, 1 + description.Count("members")).Select(i => description.Count(NameOf(i)))];
        for (int i = 0; i < lengths.Length; i++)
            description.RequireTensor(NameOf(i), lengths[i]);
        string[] choices = [.. Enumerable.Range(0, description.Count("choices", smallest: 0)).Select(i => description.Part($"choice{i}").Kind)];
        return new ModelLayer(description.Count("columns"), description.Count("outputs"), lengths, choices);
    }

    public override int OutputSize(int inputSize) => inputSize == _inputs
        ? _outputs
        : throw new ArgumentException($"The model takes {_inputs} columns, but there are {inputSize}.", nameof(inputSize));

    public override void Forward(Matrix<double> input, Matrix<double> output) => throw NotALayer();

    public override void Backward(LayerPass<double> pass) => throw NotALayer();

    public override Layer<double> Copy()
    {
        var copy = new ModelLayer(_inputs, _outputs, [.. _constants.Select(constant => constant.Value.ColumnCount)], _choices);
        for (int i = 0; i < _constants.Length; i++)
            _constants[i].Value.CopyTo(copy._constants[i].Value);
        return copy;
    }

    public override Description Describe()
    {
        var settings = new Dictionary<string, double> { ["columns"] = _inputs, ["outputs"] = _outputs, ["members"] = Members, ["choices"] = _choices.Count };
        for (int i = 0; i < _constants.Length; i++)
            settings[NameOf(i)] = _constants[i].Value.ColumnCount;
        return new Description(Kind)
        {
            Settings = settings,
            Parts = _choices.Select((choice, i) => ($"choice{i}", new Description(choice))).ToDictionary(),
        };
    }

    private static string NameOf(int index) => index == 0 ? Outline : $"member{index - 1}";

    private static NotSupportedException NotALayer()
        => new($"A model of a table takes rows with gaps: {nameof(TabularModel)}.{nameof(TabularModel.Load)} reads it.");
}
