using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>One parameter in training: its values, its gradient, and what the optimizer remembers of it.</summary>
internal sealed class ParameterState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] _slots;

    public ParameterState(Parameter<T> parameter, int layerIndex, int slots)
    {
        Parameter = parameter;
        LayerIndex = layerIndex;
        Gradient = MatrixAccess.New<T>(parameter.Value.RowCount, parameter.Value.ColumnCount);
        _slots = new T[slots][];
        for (int i = 0; i < slots; i++)
            _slots[i] = new T[parameter.Value.RowCount * parameter.Value.ColumnCount];
    }

    public Parameter<T> Parameter { get; }

    public int LayerIndex { get; }

    /// <summary>dLoss/dparameter until the update, then the values that the update replaced.</summary>
    public Matrix<T> Gradient { get; }

    public Span<T> Values => Parameter.Span;

    public Span<T> GradientValues => Gradient.Values();

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

/// <summary>
/// Updates one parameter from its gradient, in place, leaves the values it replaced in the gradient's memory, and
/// returns whether all new ones are finite.
/// </summary>
/// <param name="state">The parameter.</param>
/// <param name="rate">The learning rate of this update.</param>
/// <param name="step">The number of this update since the optimizer's memory was empty, from 1.</param>
/// <param name="penalty">What of a penalty's gradient is still to be added to the parameter's.</param>
/// <param name="workers">Threads that share the work.</param>
internal delegate bool UpdateRule<T>(ParameterState<T> state, double rate, long step, Penalty<T> penalty, Workers? workers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
