namespace NeuralNet.FindingsBenchmark;

/// <summary>The laws: numbers, yes or no, classes; clear, noisy, discrete, imbalanced.</summary>
internal static class Laws
{
    public static readonly Law Wave = new("clear", "y = sin 2a + b c / 2 + 0.1 e; a, b, c, e normal", 600, Task.Numbers, 0.75,
        r =>
        {
            double[] x = Normals(r, 3);
            return (x, [Math.Sin(2 * x[0]) + x[1] * x[2] / 2 + 0.1 * r.NextNormal()]);
        });
    public static readonly Law Plane = new("clear", "y = a - b/2 + c/3 + 0.3 e", 400, Task.Numbers, 0.75,
        r =>
        {
            double[] x = Normals(r, 3);
            return (x, [x[0] - x[1] / 2 + x[2] / 3 + 0.3 * r.NextNormal()]);
        });
    public static readonly Law Bowl = new("clear", "y = a^2 + b^2 - 2 + 0.2 e, a and b normal", 600, Task.Numbers, 0.75,
        r =>
        {
            double[] x = Normals(r, 2);
            return (x, [x[0] * x[0] + x[1] * x[1] - 2 + 0.2 * r.NextNormal()]);
        });
    public static readonly Law Ring = new("clear", "1 within a radius of 0.8 in the square -1 .. 1", 500, Task.YesOrNo, 0.93,
        r =>
        {
            double a = Uniform(r, -1, 1), b = Uniform(r, -1, 1);
            return ([a, b], [a * a + b * b < 0.64 ? 1 : 0]);
        });
    public static readonly Law Islands = new("clear", "four normal clouds of 0.8 about (+-2, +-2), classes by quadrant", 600, Task.Classes, 0.93,
        r =>
        {
            int c = r.NextInteger(4);
            return ([(c % 2 == 0 ? 2 : -2) + 0.8 * r.NextNormal(), (c / 2 == 0 ? 2 : -2) + 0.8 * r.NextNormal()], OneHot(c, 4));
        });
    public static readonly Law Arms = new("clear", "three arms of a spiral with an angle of 2.1 c + 3 q", 450, Task.Classes, 0.85,
        r =>
        {
            int c = r.NextInteger(3);
            double q = Math.Sqrt(r.NextDouble()), w = 2.1 * c + 3 * q + 0.12 * r.NextNormal();
            return ([q * Math.Sin(w), q * Math.Cos(w)], OneHot(c, 3));
        });
    public static readonly Law Tags = new("clear", "five tags, tag j yes where x_j + 0.4 e > 0.3", 900, Task.YesOrNo, 0.9,
        r =>
        {
            double[] x = Normals(r, 5);
            return (x, [.. x.Select(v => v + 0.4 * r.NextNormal() > 0.3 ? 1.0 : 0)]);
        });
    public static readonly Law Twins = new("clear", "two targets, sin a + 0.1 e and a b + 0.1 e", 600, Task.Numbers, 0.7,
        r =>
        {
            double[] x = Normals(r, 2);
            return (x, [Math.Sin(x[0]) + 0.1 * r.NextNormal(), x[0] * x[1] + 0.1 * r.NextNormal()]);
        });
    public static readonly Law Returns = new("weak signal", "y = 0.35 a - 0.2 b + e: R2 of 0.14", 4000, Task.Numbers, 0.1,
        r =>
        {
            double[] x = Normals(r, 6);
            return (x, [0.35 * x[0] - 0.2 * x[1] + r.NextNormal()]);
        });
    public static readonly Law Moods = new("weak signal", "yes with the logistic probability of 0.7 a - 0.4 b", 4000, Task.YesOrNo, 0.66,
        r =>
        {
            double[] x = Normals(r, 5);
            return (x, [Yes(r, 0.7 * x[0] - 0.4 * x[1])]);
        });
    public static readonly Law Wages = new("weak signal", "y = exp(0.4 a + 0.8 e) / 1.5, R2 of the mean 0.12", 4000, Task.Numbers, 0.05,
        r =>
        {
            double[] x = Normals(r, 4);
            return (x, [Math.Exp(0.4 * x[0] + 0.8 * r.NextNormal()) / 1.5]);
        });
    public static readonly Law Blurred = new("weak signal", "three normal clouds of 1 that lie 0.8 apart", 3000, Task.Classes, 0.42,
        r =>
        {
            int c = r.NextInteger(3);
            double[] x = Normals(r, 4);
            x[c] += 0.8;
            return (x, OneHot(c, 3));
        });
    public static readonly Law Doses = new("discrete", "y = 1 / (1 + exp(4 - d)) + 0.15 e at doses d of 0 .. 9, scaled to 0 .. 1", 300, Task.Numbers, 0.7,
        r =>
        {
            int d = r.NextInteger(10);
            return ([d / 9.0], [1 / (1 + Math.Exp(4 - d)) + 0.15 * r.NextNormal()]);
        });
    public static readonly Law Survey = new("discrete", "five answers of 1 .. 5 (about 3), yes with the logistic probability of 0.7 (q1 + q2 - q3 - 3)", 2500,
        Task.YesOrNo, 0.78,
        r =>
        {
            double[] x = [.. Enumerable.Range(0, 5).Select(_ => r.NextInteger(5) - 2.0)];
            return (x, [Yes(r, 0.7 * (x[0] + x[1] - x[2]))]);
        });
    public static readonly Law Coin = new("discrete", "one yes or no that is the answer, turned round in 15 of 100", 300, Task.YesOrNo, 0.8,
        r =>
        {
            int b = r.NextInteger(2);
            return ([b], [r.NextDouble() < 0.15 ? 1 - b : b]);
        });
    public static readonly Law Branches = new("discrete", "30 branches one-hot with means of their own, y = mean + 0.6 e", 1500, Task.Numbers, 0.6,
        r =>
        {
            int k = r.NextInteger(30);
            return (OneHot(k, 30), [Math.Sin(7.3 * k) * 1.2 + 0.6 * r.NextNormal()]);
        });
    public static readonly Law Tallies = new("discrete", "three counts, Poisson of 6, 3 and 1, y = sum / 3 - 3 + 0.5 e", 1500, Task.Numbers, 0.6,
        r =>
        {
            double[] x = [Poisson(r, 6) / 3 - 2, Poisson(r, 3) / 2 - 1.5, Poisson(r, 1) - 1];
            return (x, [x[0] + x[1] * 0.7 + x[2] * 0.4 + 0.5 * r.NextNormal()]);
        });
    public static readonly Law Rounded = new("discrete", "two readings rounded to 0.2, y = a b + a + 0.3 e", 1800, Task.Numbers, 0.75,
        r =>
        {
            double a = Math.Round(Uniform(r, -2, 2) * 5) / 5, b = Math.Round(Uniform(r, -2, 2) * 5) / 5;
            return ([a, b], [a * b + a + 0.3 * r.NextNormal()]);
        });
    public static readonly Law Fraud = new("imbalanced", "4 % yes, the logistic probability of 1.4 a + b - 4", 4000, Task.YesOrNo, 0.8,
        r =>
        {
            double[] x = Normals(r, 4);
            return (x, [Yes(r, 1.4 * x[0] + x[1] - 4)]);
        });
    public static readonly Law Defects = new("imbalanced", "90:7:3, class 2 where a + 0.5 e > 2.1, else 1 where b + 0.5 e > 1.6", 3000, Task.Classes, 0.9,
        r =>
        {
            double[] x = Normals(r, 4);
            return (x, OneHot(x[0] + 0.5 * r.NextNormal() > 2.1 ? 2 : x[1] + 0.5 * r.NextNormal() > 1.6 ? 1 : 0, 3));
        });
    public static readonly Law Alerts = new("imbalanced", "eight alerts of some 4 % each, alert j where x_j + 0.8 e > 2.2", 4000, Task.YesOrNo, 0.84,
        r =>
        {
            double[] x = Normals(r, 8);
            return (x, [.. x.Select(v => v + 0.8 * r.NextNormal() > 2.2 ? 1.0 : 0)]);
        });
    public static readonly Law Storms = new("heavy tails", "y = a + b/2 + 0.3 t, t with 2 degrees of freedom", 2000, Task.Numbers, 0.2,
        r =>
        {
            double[] x = Normals(r, 3);
            return (x, [x[0] + x[1] / 2 + 0.3 * r.NextNormal() / Math.Sqrt((Square(r) + Square(r)) / 2)]);
        });

    public static readonly Law Counts = new("discrete", "a Poisson count of 3 + 4 a b, a and b between 0 and 1", 3000, Task.Numbers, 0.2,
        r =>
        {
            double[] x = [r.NextDouble(), r.NextDouble()];
            return (x, [Poisson(r, 3 + 4 * x[0] * x[1])]);
        });

    public static readonly Law[] Clear = [Wave, Plane, Bowl, Ring, Islands, Arms, Tags, Twins];

    public static readonly Law[] All = [.. Clear, Returns, Moods, Wages, Blurred, Doses, Survey, Coin, Branches, Tallies, Rounded, Fraud, Defects, Alerts,
        Storms];

    public static double[] OneHot(int label, int classes)
    {
        var row = new double[classes];
        row[label] = 1;
        return row;
    }

    private static double[] Normals(RandomStream r, int count) => [.. Enumerable.Range(0, count).Select(_ => r.NextNormal())];

    private static double Uniform(RandomStream r, double lowest, double highest) => lowest + (highest - lowest) * r.NextDouble();

    private static double Yes(RandomStream r, double logit) => r.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;

    private static double Square(RandomStream r) => Math.Pow(r.NextNormal(), 2);

    private static double Poisson(RandomStream r, double mean)
    {
        double limit = Math.Exp(-mean), product = r.NextDouble();
        int count = 0;
        for (; product > limit; count++)
            product *= r.NextDouble();
        return count;
    }
}
