using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>
/// How long a whole process takes that trains XOR to its threshold: with the library, and the same written by hand with
/// MathNet's operators, the processes in turn. Most of it is the runtime's start and compiling, which a benchmark
/// inside a process does not see. Two runs: that of the XOR sample, from the weights of the question it answers, 7,673
/// steps on both sides; and the README's first network, some 400. Other programs may be named, to be timed as well: the
/// NativeAot sample as it is published, trimmed and ahead of time.
/// </summary>
internal static class StartUp
{
    private const int Repetitions = 15;

    private static readonly string[] Kinds = ["library", "no-findings", "by-hand"];

    public static void Run(string[] arguments)
    {
        string? kind = arguments.ElementAtOrDefault(1);
        bool isQuestion = arguments.ElementAtOrDefault(2) != "first-network";
        switch (kind)
        {
            case "library":
            case "no-findings":
                Console.WriteLine(WithTheLibrary(isQuestion, kind == "library" ? Diagnostics.On : Diagnostics.Off));
                break;
            case "by-hand":
                Console.WriteLine(isQuestion ? QuestionByHand() : FirstNetworkByHand());
                break;
            case "nothing":
                break;
            default:
                Compare();
                foreach (string program in arguments[1..])
                    TimeProgram(program);
                break;
        }
    }

    private static void Compare()
    {
        double nothing = Median([.. Enumerable.Range(0, Repetitions).Select(_ => Seconds("nothing", ""))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"an empty process {1e3 * nothing:F1} ms"));
        if (ChildProcess.Run("startup", "library", "question") != ChildProcess.Run("startup", "by-hand", "question"))
            throw new InvalidOperationException("The two sides do not take the same steps.");
        Compare("question", "2-2-1, rate 0.1, mean absolute error below 0.3 (7,673 steps)", "bar 1");
        Compare("first-network", "2-4-1, rate 0.5, momentum 0.9, mean absolute error below 0.05 (some 400 steps)", "bar 1.2");
    }

    private static void TimeProgram(string program)
    {
        double[] seconds = [.. Enumerable.Range(0, Repetitions + 1).Select(_ => Seconds(program))];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{program} {1e3 * Median(seconds[1..]):F1} ms"));
    }

    private static double Seconds(string program)
    {
        long begin = Stopwatch.GetTimestamp();
        ChildProcess.Wait(new ProcessStartInfo(program));
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static void Compare(string run, string description, string bar)
    {
        double[][] seconds = [.. Kinds.Select(_ => new double[Repetitions])];
        for (int repetition = -1; repetition < Repetitions; repetition++)
        {
            for (int kind = 0; kind < Kinds.Length; kind++)
            {
                double time = Seconds(Kinds[kind], run);

                // The first of each reads its files from disk.
                if (repetition >= 0)
                    seconds[kind][repetition] = time;
            }
        }

        Console.WriteLine(description);
        for (int kind = 0; kind < Kinds.Length; kind++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Kinds[kind],-12}{1e3 * Median(seconds[kind]),8:F1} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  ratio       {Median([.. seconds[0].Zip(seconds[^1], (own, other) => own / other)]),8:F3} ({bar})"));
    }

    private static double Seconds(string kind, string run)
    {
        long begin = Stopwatch.GetTimestamp();
        ChildProcess.Run("startup", kind, run);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string WithTheLibrary(bool isQuestion, Diagnostics diagnostics)
    {
        Network<double> network = isQuestion ? NetworkOfTheQuestion() : Network.WithInputs<double>(2).Dense(4).Sigmoid().Dense(1).Sigmoid().Build(seed: 1);
        var options = new TrainingOptions
        {
            Optimizer = isQuestion ? new Sgd { LearningRate = 0.1 } : new Sgd { LearningRate = 0.5, Momentum = 0.9 },
            Epochs = 100_000,
            BatchSize = 4,
            StopWhenMeanAbsoluteErrorBelow = isQuestion ? 0.3 : 0.05,
            Diagnostics = diagnostics,
        };
        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(X(), Y());
        return result.StopReason == StopReason.MeanAbsoluteErrorReached ? $"reached after {result.Steps} steps" : "not reached";
    }

    private static Network<double> NetworkOfTheQuestion()
    {
        var hidden = new Dense<double>(2, 2);
        HiddenWeights().CopyTo(hidden.Weights);
        var last = new Dense<double>(2, 1);
        LastWeights().CopyTo(last.Weights);
        return new Network<double>(2, [hidden, new Sigmoid<double>(), last, new Sigmoid<double>()]);
    }

    private static string QuestionByHand() => ByHand(HiddenWeights(), LastWeights(), rate: 0.1, momentum: 0, threshold: 0.3);

    private static string FirstNetworkByHand()
    {
        // A random start of the same size; the library's would need the library.
        var random = new Random(1);
        Matrix<double> hidden = Matrix<double>.Build.Dense(2, 4, (_, _) => 2 * random.NextDouble() - 1),
            last = Matrix<double>.Build.Dense(4, 1, (_, _) => 2 * random.NextDouble() - 1);
        return ByHand(hidden, last, rate: 0.5, momentum: 0.9, threshold: 0.05);
    }

    private static string ByHand(Matrix<double> w1, Matrix<double> w2, double rate, double momentum, double threshold)
    {
        Matrix<double> x = X(), y = Y(), b1 = Matrix<double>.Build.Dense(1, w1.ColumnCount), b2 = Matrix<double>.Build.Dense(1, 1),
            ones = Matrix<double>.Build.Dense(4, 1, 1);
        Matrix<double> vw1 = w1 * 0, vw2 = w2 * 0, vb1 = b1 * 0, vb2 = b2 * 0;
        for (int step = 0; step < 100_000; step++)
        {
            Matrix<double> h = Sigmoid(x * w1 + ones * b1);
            Matrix<double> p = Sigmoid(h * w2 + ones * b2);
            Matrix<double> difference = p - y;
            if (MeanAbsolute(difference) < threshold)
                return $"reached after {step} steps";
            Matrix<double> d2 = (difference * 0.5).PointwiseMultiply(p).PointwiseMultiply(1 - p);
            Matrix<double> d1 = (d2 * w2.Transpose()).PointwiseMultiply(h).PointwiseMultiply(1 - h);
            vw2 = Velocity(vw2, h.Transpose() * d2, momentum);
            vb2 = Velocity(vb2, ones.Transpose() * d2, momentum);
            vw1 = Velocity(vw1, x.Transpose() * d1, momentum);
            vb1 = Velocity(vb1, ones.Transpose() * d1, momentum);
            w2 -= vw2 * rate;
            b2 -= vb2 * rate;
            w1 -= vw1 * rate;
            b1 -= vb1 * rate;
        }

        return "not reached";
    }

    /// <summary>Without momentum nobody would multiply by it: the time would not be that of the same steps.</summary>
    private static Matrix<double> Velocity(Matrix<double> velocity, Matrix<double> gradient, double momentum)
        => momentum == 0 ? gradient : velocity * momentum + gradient;

    private static double MeanAbsolute(Matrix<double> difference) => difference.PointwiseAbs().ToColumnMajorArray().Average();

    private static Matrix<double> Sigmoid(Matrix<double> z) => z.Map(value => 1 / (1 + Math.Exp(-value)));

    private static Matrix<double> X() => Matrix<double>.Build.DenseOfArray(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });

    private static Matrix<double> Y() => Matrix<double>.Build.DenseOfArray(new double[,] { { 0 }, { 1 }, { 1 }, { 0 } });

    private static Matrix<double> HiddenWeights() => Matrix<double>.Build.DenseOfArray(new double[,]
    {
        { 0.5488135039273248, 0.7151893663724195 },
        { 0.6027633760716439, 0.5448831829968969 },
    });

    private static Matrix<double> LastWeights() => Matrix<double>.Build.DenseOfArray(new double[,] { { 0.4236547993389047 }, { 0.6458941130666561 } });
}
