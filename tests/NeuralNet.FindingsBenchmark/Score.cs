namespace NeuralNet.FindingsBenchmark;

/// <summary>What a network is worth on fresh samples.</summary>
internal static class Score
{
    public static double Of(Network<double> network, Task task, Rows fresh)
    {
        Matrix<double> p;
        try
        {
            p = network.Predict(Samples.FromRows(fresh.X));
        }
        catch (ArgumentException)
        {
            // It has left the finite numbers.
            return double.NegativeInfinity;
        }

        if (task == Task.Classes)
            return fresh.Y.Select((y, i) => p.Row(i).MaximumIndex() == Array.IndexOf(y, 1) ? 1.0 : 0).Average();
        return Enumerable.Range(0, p.ColumnCount).Average(j => task == Task.Numbers ? R2(p.Column(j), fresh, j) : Area(p.Column(j), fresh, j));
    }

    private static double R2(Vector<double> p, Rows fresh, int j)
    {
        double mean = fresh.Y.Average(y => y[j]);
        return 1 - fresh.Y.Select((y, i) => Math.Pow(y[j] - p[i], 2)).Sum() / fresh.Y.Sum(y => Math.Pow(y[j] - mean, 2));
    }

    /// <summary>The share of pairs of a yes and a no that stand in the right order, ties counted half.</summary>
    private static double Area(Vector<double> p, Rows fresh, int j)
    {
        double[] yes = [.. Enumerable.Range(0, fresh.Count).Where(i => fresh.Y[i][j] == 1).Select(i => p[i])],
            no = [.. Enumerable.Range(0, fresh.Count).Where(i => fresh.Y[i][j] == 0).Select(i => p[i]).Order()];
        double right = 0;
        foreach (double value in yes)
            right += (Below(no, value, orEqual: 0) + Below(no, value, orEqual: 1)) / 2.0;
        return right / ((double)yes.Length * no.Length);
    }

    private static int Below(double[] sorted, double value, int orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (orEqual == 1 && sorted[middle] == value))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
