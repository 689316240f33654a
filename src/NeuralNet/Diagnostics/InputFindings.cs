using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;
using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>The scale of the inputs, as they reach the first layer that has parameters, looked at before training.</summary>
internal static class InputFindings
{
    // Initial weights expect inputs of about 1. At 20 the first layer's sums are so large that sigmoids and tanh are saturated and the loss is 400 times as
    // steep along these weights; raw percentages, ages, years, pixels up to 255 lie beyond. Pixels up to 16 and measurements in centimetres train well.
    private const double LargeScale = 20;

    // A column a thousand times smaller than the typical one needs weights a thousand times larger to count, which training does not reach.
    private const double SmallShare = 1e-3;

    // Below this share of its own size a column varies by rounding only.
    private const double RoundingShare = 1e-6;

    private const int LargestSample = 1 << 18;

    public static Finding? NotScaled<T>(Network<T> network, TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Finding? finding = NotScaled(Scales(FirstInput(network, data)));
        int prepared = PreparingLayers(network);
        return finding is null || prepared == 0 || prepared == network.Layers.Count ? finding : finding with
        {
            Layer = prepared,
            LayerName = network.Layers[prepared].ToString(),
            Observation = Invariant($"These are the values that layer {prepared - 1} ({network.Layers[prepared - 1]}) hands on. {finding.Observation}"),
        };
    }

    private static Finding? NotScaled(ColumnScale[] columns)
    {
        List<int> large = [], small = [];
        for (int j = 0; j < columns.Length; j++)
        {
            // Small in absolute terms too: beside raw pixels, ordinary columns look small.
            if (columns[j].RootMeanSquare > LargeScale)
                large.Add(j);
            else if (columns[j].IsVarying && columns[j].Spread < SmallShare)
                small.Add(j);
        }

        if (large.Count > 0)
            return Large(columns, large);
        if (small.Count > 0)
            RemoveTypical(columns, small);
        return small.Count > 0 ? Small(columns, small) : null;
    }

    private static void RemoveTypical(ColumnScale[] columns, List<int> small) => small.RemoveAll(j => columns[j].Spread >= SmallShare * TypicalSpread(columns));

    private static Finding Large(ColumnScale[] columns, List<int> large)
    {
        double scale = large.Max(j => columns[j].RootMeanSquare);
        return NotScaled(
            large,
            Invariant($"Inputs are large in {Columns(large)}: values of about {Number(scale)} (root mean square), from {Number(large.Min(j => columns[j].Lowest))} to {Number(large.Max(j => columns[j].Highest))}.{Others(columns, large)}"),
            "Initial weights and usual learning rates are made for inputs of about 1. Large columns saturate the first layer or make its updates overshoot, and outweigh the others.",
            "largest root mean square",
            scale);
    }

    private static Finding Small(ColumnScale[] columns, List<int> small)
    {
        double scale = small.Min(j => columns[j].Spread);
        return NotScaled(
            small,
            Invariant($"Inputs hardly vary in {Columns(small)}: by {Number(scale)} about the middle.{Others(columns, small)}"),
            "What a column says reaches the network in proportion to its size. These columns are there, but the network cannot see them.",
            "smallest spread",
            scale);
    }

    private static Finding NotScaled(List<int> columns, string seen, string cause, string name, double scale) => new()
    {
        Code = FindingCode.InputsNotScaled,
        Severity = Severity.Warning,
        Columns = columns,
        Observation = seen,
        Cause = cause,
        Remedy = "Scale every column to mean 0 and deviation 1: Standardize(x) as the first layer of the network (MinMaxScale for 0 .. 1), or StandardScaler, fitted to the training data and applied to all data.",
        Numbers = new Dictionary<string, double> { [name] = scale, ["columns"] = columns.Count },
    };

    private static string Others(ColumnScale[] columns, List<int> except)
    {
        double[] sizes = [.. columns.Where((_, j) => !except.Contains(j)).Select(column => column.RootMeanSquare).Order()];
        return sizes.Length == 0 ? "" : Invariant($" The other columns: about {Number(sizes[sizes.Length / 2])}.");
    }

    /// <summary>The median half-range of the columns that vary.</summary>
    private static double TypicalSpread(ColumnScale[] columns)
    {
        var spreads = new List<double>(columns.Length);
        foreach (ColumnScale column in columns)
        {
            if (column.IsVarying)
                spreads.Add(column.Spread);
        }

        spreads.Sort();
        return spreads.Count == 0 ? 0 : spreads[spreads.Count / 2];
    }

    /// <summary>A sample of rows behind the layers that prepare the inputs, such as scaling.</summary>
    public static Matrix<T> FirstInput<T>(Network<T> network, TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Math.Min(data.Count, Math.Max(256, LargestSample / data.Inputs));
        var indices = new int[rows];
        for (int i = 0; i < rows; i++)
            indices[i] = (int)((long)i * data.Count / rows);
        Matrix<T> x = MatrixAccess.New<T>(rows, data.Inputs);
        RowGathering.Gather<T>(data.Inputs, data.X, indices, x.Values(), workers: null);
        for (int i = 0; i < PreparingLayers(network); i++)
        {
            Matrix<T> y = MatrixAccess.New<T>(rows, network.Widths[i]);
            network.Layers[i].Forward(x, y);
            x = y;
        }

        return x;
    }

    /// <summary>How many layers come before the first that has parameters.</summary>
    private static int PreparingLayers<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = 0;
        while (count < network.Layers.Count && network.Layers[count].Parameters.Count == 0)
            count++;
        return count;
    }

    private static ColumnScale[] Scales<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scales = new ColumnScale[x.ColumnCount];
        for (int j = 0; j < scales.Length; j++)
            scales[j] = Scale<T>(x.Values().AsSpan(j * x.RowCount, x.RowCount));
        return scales;
    }

    // Once for each column, so compiling the vector loops of Reductions would cost a small data set more than this loop.
    private static ColumnScale Scale<T>(ReadOnlySpan<T> column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity, squares = 0;
        foreach (T element in column)
        {
            double value = double.CreateTruncating(element);
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
            squares += value * value;
        }

        return new ColumnScale(lowest, highest, Math.Sqrt(squares / column.Length));
    }

    private readonly record struct ColumnScale(double Lowest, double Highest, double RootMeanSquare)
    {
        /// <summary>Half the distance between the extremes: a rare indicator of 0 and 1 is not small, though its deviation is.</summary>
        public double Spread => (Highest - Lowest) / 2;

        public bool IsVarying => Spread > RoundingShare * RootMeanSquare;
    }
}
