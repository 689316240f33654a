using System.Diagnostics;
using System.Globalization;
using NeuralNet.Tabular;

namespace NeuralNet.TabularBenchmark;

/// <summary>How long a prediction of one row takes, and how much of that its networks take.</summary>
internal static class PredictionTime
{
    private const int Rows = 20_000;

    public static string Of(TabularModel model)
    {
        double[] row = [.. model.Columns.Select(column => column.Kind is ColumnKind.Number or ColumnKind.Date ? 1 : 0.0)], outputs = new double[model.Outputs];
        Member[] members = [.. model.Members.Concat(model.SpreadMembers)];
        (FrozenNetwork<float> Network, float[] Inputs, float[] Outputs)[] networks =
            [.. members.Select(member => (member.Network.ToFrozen(), new float[member.Network.Inputs], new float[member.Network.Outputs]))];
        double whole = Microseconds(() => model.Predict(row, outputs));
        double alone = Microseconds(() =>
        {
            foreach ((FrozenNetwork<float> network, float[] x, float[] y) in networks)
                network.Predict(x, y);
        });
        return string.Create(CultureInfo.InvariantCulture,
            $"a row of {model.Columns.Count} columns: {whole:0.0} us, of which {members.Length} networks {alone:0.0} us, the rest {whole - alone:0.0} us");
    }

    /// <summary>The least of several measurements.</summary>
    private static double Microseconds(Action action)
    {
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < 5; repeat++)
        {
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < Rows; i++)
                action();
            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / Rows);
        }

        return best;
    }
}
