using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>What a trainer keeps from one Fit to the next: the optimizer's memory and how far it has come.</summary>
internal sealed class TrainingState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TrainingState(Network<T> network, Optimizer optimizer)
    {
        var states = new List<ParameterState<T>>();
        Gradients = new Matrix<T>[network.Layers.Count][];
        for (int i = 0; i < network.Layers.Count; i++)
        {
            IReadOnlyList<Parameter<T>> parameters = network.Layers[i].Parameters;
            Gradients[i] = new Matrix<T>[parameters.Count];
            for (int k = 0; k < parameters.Count; k++)
            {
                var state = new ParameterState<T>(parameters[k], i, optimizer.SlotsPerParameter);
                states.Add(state);
                Gradients[i][k] = state.Gradient;
            }
        }

        Parameters = [.. states];
        Memory = optimizer.NewMemory<T>(Parameters);
        Plateau = optimizer.OnPlateau is { } rule ? new PlateauCount(rule) : null;
    }

    public ParameterState<T>[] Parameters { get; }

    /// <summary>For each layer the gradients of its parameters.</summary>
    public Matrix<T>[][] Gradients { get; }

    /// <summary>What the optimizer remembers beside the slots of the parameters; null for nothing.</summary>
    public OptimizerMemory<T>? Memory { get; }

    /// <summary>
    /// Counts how often the score that the learning rate depends on has come to rest; null if it depends on none.
    /// </summary>
    public PlateauCount? Plateau { get; }

    /// <summary>Updates made.</summary>
    public long Step { get; set; }

    /// <summary>Epochs completed.</summary>
    public int Epoch { get; set; }

    /// <summary>Updates made in the current epoch.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>Updates made since the optimizer's memory was last empty.</summary>
    public long OptimizerStep { get; set; }

    /// <summary>Writes progress and the optimizer's memory to a checkpoint or takes them from it.</summary>
    public void Transfer(RunState<T> state)
    {
        TransferMemory(state);
        Plateau?.Transfer(state.Numbers);
    }

    /// <summary>
    /// A state of other options that goes on where this one is: counts and the optimizer's memory are the same.
    /// </summary>
    /// <exception cref="InvalidDataException">The other optimizer remembers something else.</exception>
    public TrainingState<T> ContinueWith(Network<T> network, Optimizer optimizer)
    {
        var written = new RunState<T>();
        TransferMemory(written);
        var state = new TrainingState<T>(network, optimizer);
        var read = new RunState<T>(written.Numbers.ToArray(), written.Arrays);
        state.TransferMemory(read);
        read.Numbers.End();
        return state;
    }

    private void TransferMemory(RunState<T> state)
    {
        Step = state.Numbers.Next(Step);
        Epoch = state.Numbers.Next(Epoch);
        StepInEpoch = state.Numbers.Next(StepInEpoch);
        OptimizerStep = state.Numbers.Next(OptimizerStep);
        foreach (ParameterState<T> parameter in Parameters)
        {
            for (int slot = 0; slot < parameter.SlotCount; slot++)
                state.Next($"optimizer.{Check.Text(slot)}.{ModelFile.TensorName(parameter.LayerIndex, parameter.Parameter)}",
                    ModelFile.ShapeOf(parameter.Parameter), parameter.Slot(slot));
        }

        Memory?.Transfer(state);
    }

    public void ForgetOptimizerMemory()
    {
        foreach (ParameterState<T> state in Parameters)
            state.ClearSlots();
        Memory?.Forget();
        OptimizerStep = 0;
    }
}
