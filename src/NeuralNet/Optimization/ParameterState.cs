using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>One parameter in training: its values, its gradient, and what the optimizer remembers of it.</summary>
internal sealed class ParameterState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] _slots;
    private readonly T[] _values, _gradientValues;

    public ParameterState(Parameter<T> parameter, int layerIndex, int slots)
    {
        Parameter = parameter;
        LayerIndex = layerIndex;
        Gradient = MatrixAccess.New<T>(parameter.Value.RowCount, parameter.Value.ColumnCount);
        (_values, _gradientValues) = (parameter.Value.Values(), Gradient.Values());
        _slots = new T[slots][];
        for (int i = 0; i < slots; i++)
            _slots[i] = new T[parameter.Value.RowCount * parameter.Value.ColumnCount];
    }

    public Parameter<T> Parameter { get; }

    public int LayerIndex { get; }

    /// <summary>dLoss/dparameter until the update, then the values that the update replaced.</summary>
    public Matrix<T> Gradient { get; }

    public Span<T> Values => _values;

    public Span<T> GradientValues => _gradientValues;

    public int SlotCount => _slots.Length;

    public T[] Slot(int index) => _slots[index];

    /// <summary>Takes the last update back.</summary>
    public void RestoreReplacedValues() => GradientValues.CopyTo(Values);

    public void ClearSlots()
    {
        foreach (T[] slot in _slots)
            slot.AsSpan().Clear();
    }
}
