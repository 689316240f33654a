using System.Globalization;
using NeuralNet.SolverBenchmark;

// What the methods of all samples reach, one command a question; the README has the tables. Each takes the numbers that
// make it shorter: dotnet run -c Release --project tests/NeuralNet.SolverBenchmark -- uci 3
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string command = args.Length > 0 ? args[0] : "";
int Number(int index, int unlessGiven) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : unlessGiven;
switch (command)
{
    case "sinc":
        Sinc.Print(seeds: Number(1, 10));
        break;
    case "sinc-time":
        Sinc.PrintTime(steps: Number(1, 100));
        break;
    case "initial":
        InitialWeights.Print(seeds: Number(1, 10));
        break;
    case "choose":
        UciRegression.PrintChoices(splits: Number(1, 3), [.. args.Skip(2)]);
        break;
    case "uci":
        UciRegression.Print(splits: Number(1, 20), first: Number(2, 0), [.. args.Skip(3)]);
        break;
    case "starts":
        Starts.Print(starts: Number(1, 30));
        break;
    case "adam":
        BesideAdam.Print(seconds: [1, 3, 10], [.. args[1..]]);
        break;
    case "coverage":
        Coverage.Print(sets: Number(1, 200));
        break;
    case "gram":
        GramTimings.Print(args.Length > 2 ? [Number(1, 0), Number(2, 0)] : [1000, 501, 20_000, 61]);
        break;
    default:
        Console.Error.WriteLine("One of sinc, sinc-time, initial, choose, uci, starts, adam, coverage, gram was expected; see the README.");
        return 2;
}

return 0;
