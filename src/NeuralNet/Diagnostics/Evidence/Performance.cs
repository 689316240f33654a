using System.Numerics;

namespace NeuralNet;

/// <summary>
/// How good the network is on a sample: by the loss that is trained, beside the best constant answer and against
/// chance.
/// </summary>
internal sealed class Performance
{
    public required int Rows { get; init; }

    public required int Outputs { get; init; }

    /// <summary>The weighted loss without penalties; NaN where the loss is the user's.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>The loss of the best constant answer.</summary>
    public double ConstantLoss { get; private set; } = double.NaN;

    /// <summary>The lowest loss that any answer could have: 0, or the entropy of soft targets.</summary>
    public double Floor { get; private set; }

    /// <summary>The standard error of the difference of the two losses, from the rows.</summary>
    public double StandardError { get; private set; } = double.NaN;

    /// <summary>Deviance explained, of each output.</summary>
    public double[] SkillOf { get; private set; } = [];

    /// <summary>
    /// The squared correlation of predictions and targets, mean over the outputs: what is left of skill when offset and
    /// scale are forgiven.
    /// </summary>
    public double Correlation { get; private set; } = double.NaN;

    /// <summary>
    /// The share of the targets' variance that is left out of the squared errors, mean over the outputs; far out both
    /// are drawn in, as for the correlation.
    /// </summary>
    public double Squared { get; private set; } = double.NaN;

    /// <summary>The largest correlation of an output, in standard errors of no correlation.</summary>
    public double CorrelationInErrors { get; private set; }

    /// <summary>Mean and deviation of each output's predictions and targets.</summary>
    public required (double Mean, double Deviation)[] Predictions { get; init; }

    public required (double Mean, double Deviation)[] Targets { get; init; }

    /// <summary>
    /// How often each class, or 0 and 1, is the answer and the target, as shares of the rows; empty for other targets.
    /// </summary>
    public (double Answered, double Wanted)[] ClassShares { get; init; } = [];

    /// <summary>The share of rows, or of yes-or-no elements, that are right; null for other targets.</summary>
    public double? Accuracy { get; init; }

    public bool IsFinite => double.IsFinite(Loss) || (double.IsNaN(ConstantLoss) && Predictions.All(column => double.IsFinite(column.Mean)));

    /// <summary>
    /// Deviance explained: 1 for the lowest possible loss, 0 for the best constant's, below 0 for worse; NaN if
    /// unknown.
    /// </summary>
    public double Skill => Ratio(ConstantLoss - Loss, ConstantLoss - Floor);

    /// <summary>By how many standard errors it is better than the constant.</summary>
    public double SkillInErrors => StandardError > 0 ? (ConstantLoss - Loss) / StandardError : Loss < ConstantLoss ? double.PositiveInfinity
        : double.NegativeInfinity;

    /// <summary>The standard error of the skill.</summary>
    public double SkillError => Ratio(StandardError, ConstantLoss - Floor);

    public static Performance Of<T>(Loss<T> loss, double[] given, double[] predictions, double[] targets, double[] weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = weights.Length, outputs = targets.Length / rows;
        var result = new Performance
        {
            Rows = rows,
            Outputs = outputs,
            Predictions = Moments(predictions, outputs),
            Targets = Moments(targets, outputs),
            Accuracy = AccuracyOf(predictions, targets, outputs),
            ClassShares = SharesOf(predictions, targets, outputs),
        };
        result.Correlate(predictions, targets);
        Span<double> losses = new double[outputs];
        if (loss.RowLosses(given.AsSpan(0, outputs), targets.AsSpan(0, outputs), losses))
            result.Compare(loss, given, targets, weights);
        return result;
    }

    private void Compare<T>(Loss<T> loss, double[] given, double[] targets, double[] weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] constant = new double[Outputs], column = Outputs == 1 ? targets : new double[Rows], best = new double[Outputs];
        for (int j = 0; j < Outputs; j++)
        {
            for (int i = 0; i < Rows; i++)
                column[i] = targets[i * Outputs + j];
            constant[j] = loss.BestConstant(column, weights);
        }

        double[] mine = new double[Outputs], sumMine = new double[Outputs], sumIts = new double[Outputs], sumLowest = new double[Outputs];

        // Of a class all rows have the same, and logarithms are dear.
        var known = new (double[] Its, double[] Lowest)[Outputs + 1];
        double difference = 0, squares = 0;
        for (int i = 0; i < Rows; i++)
        {
            ReadOnlySpan<double> target = targets.AsSpan(i * Outputs, Outputs);
            bool isClass = IsClass(target);
            int place = isClass ? Largest(target) : Outputs;
            (double[] its, double[] lowest) = known[place];
            if (its is null || !isClass)
            {
                (its, lowest) = (its ?? new double[Outputs], lowest ?? new double[Outputs]);
                known[place] = (its, lowest);
                for (int j = 0; j < Outputs; j++)
                    best[j] = loss.BestPrediction(target[j], Outputs);
                loss.RowLosses(constant, target, its);
                loss.RowLosses(best, target, lowest);
            }

            loss.RowLosses(given.AsSpan(i * Outputs, Outputs), target, mine);
            double row = 0;
            for (int j = 0; j < Outputs; j++)
            {
                sumMine[j] += weights[i] * mine[j];
                sumIts[j] += weights[i] * its[j];
                sumLowest[j] += weights[i] * lowest[j];
                row += its[j] - mine[j];
            }

            difference += weights[i] * row;
            squares += weights[i] * weights[i] * row * row;
        }

        double weightSquares = 0;
        foreach (double weight in weights)
            weightSquares += weight * weight;
        (Loss, ConstantLoss, Floor) = (0, 0, 0);
        for (int j = 0; j < Outputs; j++)
            (Loss, ConstantLoss, Floor) = (Loss + sumMine[j], ConstantLoss + sumIts[j], Floor + sumLowest[j]);
        StandardError = Math.Sqrt(Math.Max(0, squares - weightSquares * difference * difference));
        SkillOf = new double[Outputs];
        for (int j = 0; j < Outputs; j++)
            SkillOf[j] = Ratio(sumIts[j] - sumMine[j], sumIts[j] - sumLowest[j]);
    }

    private void Correlate(double[] predictions, double[] targets)
    {
        double sum = 0, largest = 0, squared = 0;
        int counted = 0;
        for (int j = 0; j < Outputs; j++)
        {
            if (!(Targets[j].Deviation > 0))
                continue;
            double r = Predictions[j].Deviation > 0 ? CorrelationOf(predictions, targets, j) : 0;
            sum += r > 0 ? r * r : 0;
            for (int i = j; i < targets.Length; i += Outputs)
                squared -= Math.Pow(Drawn(predictions[i], Targets[j]) - Drawn(targets[i], Targets[j]), 2) / Rows;
            largest = Math.Max(largest, r);
            counted++;
        }

        (Correlation, Squared) = counted == 0 ? (double.NaN, double.NaN) : (sum / counted, 1 + squared / counted);
        CorrelationInErrors = largest * Math.Sqrt(Rows);
    }

    /// <summary>
    /// Of one output; what lies more than four deviations out is drawn in, so that a few rows do not decide.
    /// </summary>
    private double CorrelationOf(double[] predictions, double[] targets, int output)
    {
        double products = 0, squares = 0, targetSquares = 0, sum = 0, targetSum = 0;
        for (int i = 0; i < Rows; i++)
        {
            double p = Drawn(predictions[i * Outputs + output], Predictions[output]), t = Drawn(targets[i * Outputs + output], Targets[output]);
            products += p * t;
            squares += p * p;
            targetSquares += t * t;
            sum += p;
            targetSum += t;
        }

        double spread = Math.Sqrt((squares - sum * sum / Rows) * (targetSquares - targetSum * targetSum / Rows));
        return spread > 0 ? (products - sum * targetSum / Rows) / spread : 0;
    }

    private static double Drawn(double value, (double Mean, double Deviation) moments) => Math.Clamp((value - moments.Mean) / moments.Deviation, -4, 4);

    private static (double, double)[] Moments(double[] values, int columns)
    {
        int rows = values.Length / columns;
        var moments = new (double, double)[columns];
        for (int j = 0; j < columns; j++)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < rows; i++)
                sum += values[i * columns + j];
            double mean = sum / rows;
            for (int i = 0; i < rows; i++)
                squares += (values[i * columns + j] - mean) * (values[i * columns + j] - mean);
            moments[j] = (mean, Math.Sqrt(squares / rows));
        }

        return moments;
    }

    private static double? AccuracyOf(double[] predictions, double[] targets, int outputs)
    {
        int right = 0, rows = targets.Length / outputs;
        bool isOneHot = true;
        foreach (double target in targets)
        {
            if (target is not (0 or 1))
                return null;
        }

        for (int i = 0; i < rows && isOneHot; i++)
            isOneHot = IsClass(targets.AsSpan(i * outputs, outputs));
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < outputs; j++)
                right += !isOneHot && predictions[i * outputs + j] > 0.5 == targets[i * outputs + j] > 0.5 ? 1 : 0;
            right += isOneHot && targets[i * outputs + Largest(predictions.AsSpan(i * outputs, outputs))] == 1 ? 1 : 0;
        }

        return (double)right / (isOneHot ? rows : targets.Length);
    }

    private static (double, double)[] SharesOf(double[] predictions, double[] targets, int outputs)
    {
        int rows = targets.Length / outputs;
        var shares = new (double Answered, double Wanted)[Math.Max(2, outputs)];
        for (int i = 0; i < rows; i++)
        {
            int answer = outputs == 1 ? (predictions[i] > 0.5 ? 1 : 0) : Largest(predictions.AsSpan(i * outputs, outputs));
            int wanted = outputs == 1 ? (targets[i] > 0.5 ? 1 : 0) : Largest(targets.AsSpan(i * outputs, outputs));
            shares[answer].Answered += 1.0 / rows;
            shares[wanted].Wanted += 1.0 / rows;
        }

        return shares;
    }

    /// <summary>
    /// Whether a row of several targets is one 1 among zeros. The span methods are compiled anew for numbers, which
    /// takes longer than the loop.
    /// </summary>
    private static bool IsClass(ReadOnlySpan<double> targets)
    {
        int ones = 0;
        foreach (double target in targets)
        {
            if (target is not (0 or 1))
                return false;
            ones += target == 1 ? 1 : 0;
        }

        return ones == 1 && targets.Length > 1;
    }

    private static int Largest(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int j = 1; j < values.Length; j++)
            best = values[j] > values[best] ? j : best;
        return best;
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : double.NaN;
}
