using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Looks for units of a hidden layer that have the same outputs and the same gradients, to the bit.</summary>
internal static class Symmetry
{
    /// <summary>The first layer with equal units, and which; null if there is none.</summary>
    public static (int Layer, List<int> Units)? Find<T>(Minibatch<T> batch, ReadOnlySpan<int> layersWithParameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int layer in layersWithParameters)
        {
            // Units of the last layer with parameters have targets of their own, which may be equal.
            if (layer != layersWithParameters[^1] && EqualUnits(batch.Passes[layer]) is { Count: > 1 } units)
                return (layer, units);
        }

        return null;
    }

    private static List<int>? EqualUnits<T>(LayerPass<T> pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = pass.Output.RowCount;
        T[] y = pass.Output.Values(), dy = pass.OutputGradient.Values();
        for (int unit = 0; unit < pass.Output.ColumnCount; unit++)
        {
            Span<T> outputs = y.AsSpan(unit * rows, rows), gradients = dy.AsSpan(unit * rows, rows);
            if (Elements.AreZero<T>(gradients))
                continue;
            List<int>? same = null;
            for (int other = unit + 1; other < pass.Output.ColumnCount; other++)
            {
                if (Elements.AreEqual<T>(outputs, y.AsSpan(other * rows, rows)) && Elements.AreEqual<T>(gradients, dy.AsSpan(other * rows, rows)))
                    (same ??= [unit]).Add(other);
            }

            if (same is not null)
                return same;
        }

        return null;
    }
}
