using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// A classifier whose probabilities mean what they say: its logits divided by one number, the temperature, that makes
/// the log loss of samples lowest that it was not trained on. Classes stay the same.
/// </summary>
/// <remarks>
/// Guo et al., 2017. Above 1 the network was too sure of itself. The log loss is convex in 1 / temperature, so there is
/// one lowest; where there is none, because every sample has its class by any margin or none has, the temperature is 1.
/// The temperature is looked for from 0.01 to 100.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TemperatureScaling<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal TemperatureScaling(Network<T> network, double temperature, double before, double after)
    {
        Network = network;
        Temperature = temperature;
        LogLossBefore = before;
        LogLossAfter = after;
    }

    /// <summary>
    /// The network with the temperature in it, a <see cref="Scaling{T}"/> layer in front of the last, so that saving
    /// and exporting need nothing else; schema and rule of decision are taken over, thresholds moved with the
    /// probabilities.
    /// </summary>
    public Network<T> Network { get; }

    /// <summary>What the logits are divided by, above 0.</summary>
    public double Temperature { get; }

    /// <summary>The log loss of the calibration samples with temperature 1.</summary>
    public double LogLossBefore { get; }

    /// <summary>The log loss of the calibration samples with the temperature.</summary>
    public double LogLossAfter { get; }

    /// <inheritdoc/>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"temperature {Temperature:0.####}: log loss {LogLossBefore:0.####} -> {LogLossAfter:0.####}");
}

/// <summary>Finds temperatures.</summary>
public static class TemperatureScaling
{
    private const double Highest = 100;

    /// <summary>Finds the temperature of a classifier.</summary>
    /// <param name="network">A network that ends in Softmax or Sigmoid; it is left as it is.</param>
    /// <param name="x">Samples that it was not trained on, <c>N x inputs</c>, finite.</param>
    /// <param name="labels">N labels, from 0: columns of the outputs, or 0 and 1 for one output.</param>
    /// <exception cref="ArgumentException">The network ends in another layer, there is no sample, or a label is no
    /// class.</exception>
    public static TemperatureScaling<T> Calibrate<T>(Network<T> network, Matrix<T> x, IReadOnlyList<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        Checks.HasRows(x, nameof(x));
        ArgumentNullException.ThrowIfNull(labels);
        bool isSoftmax = network.Layers[^1] is Softmax<T>;
        if (!isSoftmax && !(network.Layers[^1] is Sigmoid<T> && network.Outputs == 1) || network.Layers.Count < 2)
            throw new ArgumentException($"The network ends in {network.Layers[^1]} with {Checks.Text(network.Outputs)} outputs behind "
                + $"{Checks.Text(network.Layers.Count - 1)} layers, but a layer that gives logits and Softmax, or Sigmoid with one output, were expected.",
                nameof(network));
        ClassProbabilities.Check(network.Predict(x), labels);
        Matrix<T> logits = new Network<T>(network.Inputs, [.. network.Layers.Take(network.Layers.Count - 1)]).Predict(x);
        double[][] rows = [.. Enumerable.Range(0, x.RowCount).Select(i => Row(logits, i))];

        double inverse = Lowest(rows, labels);
        double before = LogLoss(rows, labels, 1).Value, after = LogLoss(rows, labels, inverse).Value;
        return new TemperatureScaling<T>(WithFactor(network, inverse), 1 / inverse, before, after);
    }

    /// <summary>Logits of all classes; one output is the logit of class 1 beside 0.</summary>
    private static double[] Row<T>(Matrix<T> logits, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => logits.ColumnCount == 1 ? [0, double.CreateChecked(logits[row, 0])]
            : [.. Enumerable.Range(0, logits.ColumnCount).Select(j => double.CreateChecked(logits[row, j]))];

    /// <summary>The factor whose log loss is lowest, by halving: the slope rises with the factor.</summary>
    private static double Lowest(double[][] rows, IReadOnlyList<int> labels)
    {
        double low = 1 / Highest, high = Highest;
        if (LogLoss(rows, labels, low).Slope >= 0 || LogLoss(rows, labels, high).Slope <= 0)
            return 1;
        for (int i = 0; i < 200 && high / low > 1 + 1e-15; i++)
        {
            double middle = Math.Sqrt(low * high);
            if (LogLoss(rows, labels, middle).Slope > 0)
                high = middle;
            else
                low = middle;
        }

        return Math.Sqrt(low * high);
    }

    /// <summary>The mean of log sum exp(f z) - f z of the label, and its derivative by f.</summary>
    private static (double Value, double Slope) LogLoss(double[][] rows, IReadOnlyList<int> labels, double factor)
    {
        double value = 0, slope = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double[] z = rows[i];
            double highest = z.Max(), sum = 0, mean = 0;
            foreach (double logit in z)
            {
                double e = Math.Exp(factor * (logit - highest));
                (sum, mean) = (sum + e, mean + e * (logit - highest));
            }

            double own = z[labels[i]] - highest;
            value += Math.Log(sum) - factor * own;
            slope += mean / sum - own;
        }

        return (value / rows.Length, slope / rows.Length);
    }

    private static Network<T> WithFactor<T>(Network<T> network, double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] offsets = new T[network.Outputs], factors = new T[network.Outputs];
        factors.AsSpan().Fill(T.CreateTruncating(factor));
        Layer<T> scaling = new Scaling<T>(offsets, factors);
        var scaled = new Network<T>(network.Inputs, [.. network.Layers.Take(network.Layers.Count - 1), scaling, network.Layers[^1]]);
        scaled.UseSchema(network.Schema);
        DecisionRule rule = network.DecisionRule;
        scaled.UseDecisionRule(network.Outputs > 1 || rule.Thresholds.Count == 0 ? rule
            : DecisionRule.Above([.. rule.Thresholds.Select(threshold => Moved(threshold, factor))]) with { Source = rule.Source });
        return scaled;
    }

    /// <summary>The probability that a threshold becomes.</summary>
    private static double Moved(double threshold, double factor)
        => threshold is > 0 and < 1 and not 0.5 ? 1 / (1 + Math.Exp(-factor * Math.Log(threshold / (1 - threshold)))) : threshold;
}
