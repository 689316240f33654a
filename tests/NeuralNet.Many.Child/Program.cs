using System.Globalization;
using NeuralNet.Many;
using NeuralNet.Many.Tests;

// Trains until somebody kills it, saying how far it is. Arguments: fleet, the file, how many models, threads; or
// search, the journal, halving or parzen, threads.
switch (args[0])
{
    case "fleet":
        Fleet.Train(args[1], Shops.Keys(Number(2)), Shops.Load, Shops.Recipe,
            new FleetOptions { Threads = Number(3), Progress = new Lines<RunProgress>() });
        break;
    case "search":
        Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options(args[2]) with
        {
            Journal = args[1],
            Threads = Number(3),
            Progress = new Lines<RunProgress>(),
        });
        break;
    default:
        throw new ArgumentException($"'{args[0]}' is no command.");
}

int Number(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);

/// <summary>A line for each report.</summary>
sealed file class Lines<T> : IProgress<T>
{
    public void Report(T value) => Console.WriteLine(value);
}
