using BenchmarkDotNet.Running;
using NeuralNet.Benchmarks;

switch (args.FirstOrDefault())
{
    case "table":
        new Table(args).Run();
        break;
    case "findings":
        FindingsCost.Run();
        break;
    case "startup":
        StartUp.Run(args);
        break;
    case "scaling":
        Scaling.Run(args);
        break;
    case "first":
        FirstRuns.Run(args);
        break;
    case "threads":
        Crossover.Run();
        break;
    case "csv":
        CsvReading.Run();
        break;
    default:
        RunBenchmarks(args);
        break;
}

// Apart, so that the processes that are timed do not load it.
static void RunBenchmarks(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Table).Assembly).Run(args);
