using BenchmarkDotNet.Running;
using NeuralNet.Benchmarks;

switch (args.FirstOrDefault())
{
    case "table":
        new Table(args).Run();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Table).Assembly).Run(args);
        break;
}
