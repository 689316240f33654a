using NeuralNet.Many.Benchmarks;

// What the README of NeuralNet.Many says in numbers, each by one command.
switch (args.FirstOrDefault())
{
    case "fleet":
        FleetSpeed.Measure();
        break;
    case "memory":
        FleetSpeed.Memory(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
        break;
    case "cluster":
        await ClusterSpeed.Measure();
        break;
    case "functions":
        Functions.Measure();
        break;
    case "tables":
        Tables.Measure();
        break;
    case "answer":
        Tables.Answer();
        break;
    case "halving":
        Tables.Halving();
        break;
    default:
        Console.Error.WriteLine("fleet: time on one and two threads beside a bare loop; memory N: the peak of N models; cluster: both through a silo; "
            + "functions, tables: minima found; "
            + "halving: steps and scores; answer: scores for a search that is made elsewhere");
        return 2;
}

return 0;
