using System.Globalization;
using NeuralNet;
using NeuralNet.Many;

// 500 shops, a forecast for each: one definition, one file, all cores.
string[] shops = [.. Enumerable.Range(1, 500).Select(number => $"shop-{number}")];
string path = args.Length > 0 ? args[0] : Path.Combine(Path.GetTempPath(), $"shops-{Environment.ProcessId}.fleet");

// Inputs and sales are scaled by what is known of the shop; the last layer gives sales as they are.
var recipe = new Recipe<float>("shops", (known, seed) => new Trainer<float>(
    Network.WithInputs<float>(known.X.ColumnCount).Standardize(known.X).Dense(8).Tanh().Dense(1)
        .Add(Scaling.Restore<float>(StandardScaler.Fit(known.Y))).Build(seed),
    new MeanSquaredError<float>(),
    new TrainingOptions { Optimizer = new Adam { LearningRate = 0.005 }, Epochs = 20, L2 = 0.01, Seed = seed }));

Console.WriteLine("1. Train: each shop's data are made when its turn comes");
FleetResult result = Fleet.Train(path, shops, Load, recipe, new FleetOptions { Progress = new Lines(shops.Length) });
Console.WriteLine(result);

Console.WriteLine();
Console.WriteLine("2. Forecast the next day for a quarter that no model has seen, beside the same day of the week before");
using (Fleet<float> fleet = Fleet.Open<float>(path))
{
    (string Shop, double Error, double Naive)[] errors = [.. shops.Select(shop => (shop, Of(shop).Error(fleet.Load(shop)), Of(shop).NaiveError()))];
    double[] ratios = [.. errors.Select(error => error.Error / error.Naive).Order()];
    Console.WriteLine("   shop          naive    model   model / naive");
    foreach ((string shop, double error, double naive) in errors.Take(5))
        Print($"   {shop,-10}{naive,9:F1}{error,9:F1}{error / naive,12:F2}");
    Print($"   {ratios.Count(ratio => ratio < 1)} of {ratios.Length} shops better than naive; median {ratios[ratios.Length / 2]:F2}, worst {ratios[^1]:F2}");
    Print($"   {errors.MaxBy(error => error.Error / error.Naive).Shop} is the one to look at");
}

Console.WriteLine();
Console.WriteLine("3. The next night: three shops have new data, and three models are trained");
FleetResult next = Fleet.Train(path, shops, shop => shop is "shop-3" or "shop-30" or "shop-300" ? new Shop(number: 1000).Known() : Load(shop), recipe);
Console.WriteLine($"   {next.ToString().Split('\n')[0].Trim()}");
if (args.Length == 0)
    File.Delete(path);

static Shop Of(string shop) => new(int.Parse(shop["shop-".Length..], CultureInfo.InvariantCulture));

static Dataset<float> Load(string shop) => Of(shop).Known();

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

/// <summary>A line for each fifth of the models.</summary>
internal sealed class Lines(int models) : IProgress<RunProgress>
{
    public void Report(RunProgress value)
    {
        if (value.Done % (models / 5) == 0)
            Console.WriteLine($"   {value}");
    }
}
