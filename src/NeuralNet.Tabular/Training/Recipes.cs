namespace NeuralNet.Tabular;

/// <summary>The defaults: which networks a table gets, by its size; found by measuring (README, "Measured").</summary>
internal static class Recipes
{
    private const int RowsOfTheBayesian = 1500;

    // What comes soon after each other is alike: time is cut finer than what is measured.
    private const int RowsOfATimeInterval = 24;

    public static int Members(Effort effort) => effort switch { Effort.Quick => 3, Effort.Normal => 5, _ => 10 };

    /// <summary>What is trained and weighed against each other; the linear model first.</summary>
    public static List<Recipe> For(TrainingTable table, Effort effort)
    {
        List<Recipe> recipes = [Linear(table), Network(table, effort)];
        if (effort != Effort.Quick && !table.IsClassification && table.Count <= RowsOfTheBayesian
            && table.Columns.All(column => column.Kind is ColumnKind.Number or ColumnKind.Boolean))
        {
            recipes.Add(new Recipe { Name = "Bayesian network", Method = Method.Bayesian, Hidden = [12], Epochs = 150 });
        }

        return recipes;
    }

    public static Recipe Linear(TrainingTable table) => new()
    {
        Name = "linear model",
        Method = Method.Linear,
        Epochs = 200,
        MostOneHot = 250,
        FewestOfALevel = table.Count < 5000 ? 1 : 3,
    };

    /// <summary>
    /// The small networks that learn how large errors are; in logarithms, since a few are very large.
    /// </summary>
    public static Recipe Spread(TrainingTable table) => Network(table, Effort.Quick) with
    {
        Name = "spread",
        Hidden = [32],
        Intervals = 0,
        TimeIntervals = 0,
        Repeats = 1,
        IsLogarithm = true,
    };

    public static Recipe Network(TrainingTable table, Effort effort)
    {
        int rows = table.Count;
        double epochs = rows < 2000 ? 150 : rows < 10_000 ? 100 : rows < 30_000 ? 60 : 30;
        epochs *= effort switch { Effort.Quick => 1.0 / 3, Effort.Normal => 1, _ => 2 };
        int width = rows < 1000 ? 64 : rows < 5000 ? 96 : 128;
        return new Recipe
        {
            Name = "network",
            Hidden = [width, width, width],
            Dropout = !table.IsClassification ? 0 : rows < 2000 ? 0.5 : rows < 10_000 ? 0.25 : 0.12,
            Repeats = effort == Effort.Quick || rows > 2500 ? 1 : rows > 1000 ? 2 : 3,
            LearningRate = 0.004,
            WeightDecay = 0.02,
            BatchSize = rows < 1000 ? 32 : rows < 10_000 ? 64 : rows < 20_000 ? 128 : 256,
            Epochs = (int)epochs,
            Intervals = rows < 500 && !table.IsClassification ? 0 : rows < 1000 ? 16 : 48,
            TimeIntervals = Math.Clamp(rows / RowsOfATimeInterval, 16, 512),
        };
    }
}
