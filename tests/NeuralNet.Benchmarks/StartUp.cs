using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>
/// How long a whole process takes that trains XOR to its threshold: with the library, and the same written by hand with MathNet's operators, the two
/// processes in turn. Most of it is the runtime's start and compiling, which a benchmark inside a process does not see.
/// </summary>
internal static class StartUp
{
    private const int Repetitions = 15;
    private const double Threshold = 0.05, Rate = 0.5, Momentum = 0.9;

    public static void Run(string[] arguments)
    {
        switch (arguments.ElementAtOrDefault(1))
        {
            case "library":
                Console.WriteLine(WithTheLibrary(Diagnostics.On));
                break;
            case "no-findings":
                Console.WriteLine(WithTheLibrary(Diagnostics.Off));
                break;
            case "by-hand":
                Console.WriteLine(ByHand());
                break;
            case "nothing":
                break;
            default:
                Compare();
                break;
        }
    }

    private static void Compare()
    {
        string[] kinds = ["library", "no-findings", "by-hand", "nothing"];
        Dictionary<string, List<double>> seconds = kinds.ToDictionary(kind => kind, _ => new List<double>());
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            foreach (string kind in kinds)
            {
                double time = Seconds(kind);

                // The first of each reads its files from disk.
                if (repetition > 0)
                    seconds[kind].Add(time);
            }
        }

        foreach (string kind in kinds)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-12}{1e3 * seconds[kind].Order().ElementAt(Repetitions / 2),8:F1} ms"));
        double ratio = seconds["library"].Zip(seconds["by-hand"], (own, other) => own / other).Order().ElementAt(Repetitions / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio       {ratio,8:F3} (bar 1)"));
    }

    private static double Seconds(string kind)
    {
        long begin = Stopwatch.GetTimestamp();
        ChildProcess.Run("startup", kind);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static string WithTheLibrary(Diagnostics diagnostics)
    {
        Network<double> network = NewNetwork();
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = Rate, Momentum = Momentum }, Epochs = 100_000, BatchSize = 4, StopWhenMeanAbsoluteErrorBelow = Threshold, Diagnostics = diagnostics };
        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(X(), Y());
        return $"{result.StopReason} after {result.Steps} steps";
    }

    private static string ByHand()
    {
        // A random start of the same size; the library's would need the library.
        var random = new Random(1);
        Matrix<double> x = X(), y = Y(), w1 = Matrix<double>.Build.Dense(2, 4, (_, _) => 2 * random.NextDouble() - 1), w2 = Matrix<double>.Build.Dense(4, 1, (_, _) => 2 * random.NextDouble() - 1);
        Matrix<double> b1 = Matrix<double>.Build.Dense(1, 4), b2 = Matrix<double>.Build.Dense(1, 1), ones = Matrix<double>.Build.Dense(4, 1, 1);
        Matrix<double> vw1 = w1 * 0, vw2 = w2 * 0, vb1 = b1 * 0, vb2 = b2 * 0;
        for (int step = 0; step < 100_000; step++)
        {
            Matrix<double> h = Sigmoid(x * w1 + ones * b1);
            Matrix<double> p = Sigmoid(h * w2 + ones * b2);
            Matrix<double> difference = p - y;
            if (difference.PointwiseAbs().ToColumnMajorArray().Average() < Threshold)
                return $"reached after {step} steps";
            Matrix<double> d2 = (difference * 0.5).PointwiseMultiply(p).PointwiseMultiply(1 - p);
            Matrix<double> d1 = (d2 * w2.Transpose()).PointwiseMultiply(h).PointwiseMultiply(1 - h);
            vw2 = vw2 * Momentum + h.Transpose() * d2;
            vb2 = vb2 * Momentum + ones.Transpose() * d2;
            vw1 = vw1 * Momentum + x.Transpose() * d1;
            vb1 = vb1 * Momentum + ones.Transpose() * d1;
            w2 -= vw2 * Rate;
            b2 -= vb2 * Rate;
            w1 -= vw1 * Rate;
            b1 -= vb1 * Rate;
        }

        return "not reached";
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(4).Sigmoid().Dense(1).Sigmoid().Build(seed: 1);

    private static Matrix<double> Sigmoid(Matrix<double> z) => z.Map(value => 1 / (1 + Math.Exp(-value)));

    private static Matrix<double> X() => Matrix<double>.Build.DenseOfArray(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });

    private static Matrix<double> Y() => Matrix<double>.Build.DenseOfArray(new double[,] { { 0 }, { 1 }, { 1 }, { 0 } });
}
