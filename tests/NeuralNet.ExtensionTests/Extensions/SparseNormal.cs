namespace NeuralNet.ExtensionTests;

/// <summary>Each unit starts connected to a few inputs only, with normal weights (Martens, 2010).</summary>
internal sealed record SparseNormal(int Connections) : Initializer
{
    public override void Fill<T>(Matrix<T> weights, RandomStream random)
    {
        weights.Clear();
        for (int unit = 0; unit < weights.ColumnCount; unit++)
        {
            for (int k = 0; k < Connections; k++)
                weights[random.NextInteger(weights.RowCount), unit] = T.CreateChecked(random.NextNormal());
        }
    }

    public override Description Describe() => new("SparseNormal") { Settings = new Dictionary<string, double> { ["connections"] = Connections } };
}
