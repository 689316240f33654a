using System.Numerics;
using NeuralNet.Numerics;
using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>What gradients and units tell, from the steps that were looked at.</summary>
internal sealed class NetworkFindings<T>(Network<T> network, StepReadings<T> readings, FindingList findings)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A sigmoid's slope is below 1/100 beyond |x| = 4.6, a tanh's beyond 3: there a unit learns 25 to 100 times slower than in its middle.
    private const double FlatSlope = 0.01;

    // Half of a layer's units out of action is no accident of initial weights; a few dead ReLUs are common and do no harm.
    private const double ManyUnits = 0.5;

    // While training goes on, only what cannot recover is worth a warning: nearly all units, and a slope of exactly 0. Adam brings units back from 1/1000.
    private const double NearlyAllUnits = 0.9;

    // Sigmoids fade a gradient to a tenth at each layer in healthy networks of three or four layers.
    private const double Faded = 1e-4;
    private const double Grown = 1e3;

    // Of what a network can learn beyond a constant answer: hardly anything, and a good part.
    private const double NoSkill = 0.1;
    private const double SomeSkill = 0.5;

    // XOR takes a thousand steps before it seems to learn anything; during training, patience comes first.
    private const int StepsOfPatience = 10;

    // Enough samples to tell a unit that is off from one that happens to be.
    private const int RowsAtStart = 256;

    private int? _identicalLayer;
    private bool _isStartJudged;
    private int _steps;

    /// <summary>A loss whose gradient is exactly zero though it is not.</summary>
    public Finding? LossWithoutGradient(Minibatch<T> batch, Loss<T> loss, double value, int epoch)
    {
        // A loss of 0 is at its minimum.
        T[] gradient = batch.LossGradient.Values();
        return value == 0 || !Elements.AreZero<T>(gradient) ? null : LossWithoutGradient(gradient.Length, loss, value, epoch);
    }

    private static Finding LossWithoutGradient(int predictions, Loss<T> loss, double value, int epoch) => new()
    {
        Code = FindingCode.NoGradient,
        Severity = Severity.Error,
        Epoch = epoch,
        Observation = Invariant($"The loss of the first batch is {Number(value)}, but its gradient with respect to all {predictions} predictions is exactly 0: no parameter will ever change."),
        Cause = $"{loss} does not change when predictions change a little. Choosing the largest output (argmax), rounding, comparing and counting have no slope; nor has a softmax so steep that it is all 0 and 1.",
        Remedy = "Build the loss from the probabilities themselves, such as the sum over the classes of probability times cost: it is what the hard choice costs on average, and it has a gradient.",
        Numbers = new Dictionary<string, double> { ["loss"] = value, ["gradient"] = 0 },
    };

    /// <summary>What shows in the first steps and stays.</summary>
    /// <param name="batch">The batch whose gradients were read.</param>
    /// <param name="epoch">The current epoch, from 1.</param>
    /// <param name="skill">How much the network knows, if these are the first steps.</param>
    public void Early(Minibatch<T> batch, int epoch, double? skill)
    {
        _steps++;
        if (_steps is 2 or 3)
            Symmetry(batch, epoch);
        Silence(batch, epoch);

        // Weights that start saturated know nothing yet; those of a trained network may be saturated and right.
        if (_steps < 3 || readings.Rows < Math.Min(readings.Samples, RowsAtStart) || _isStartJudged)
            return;
        _isStartJudged = true;
        if (skill < SomeSkill && !findings.Has(FindingCode.InputsNotScaled))
            Units(readings, epoch, NearlyAllUnits, FlatSlope, "in the first steps");
    }

    /// <summary>What shows while training goes on without learning.</summary>
    public void During(int epoch, double? skill)
    {
        if (skill < NoSkill && _steps >= StepsOfPatience && epoch >= StepsOfPatience)
            Units(readings, epoch, NearlyAllUnits, slope: 0, Invariant($"in the last {readings.EnoughRows} samples looked at"));
    }

    /// <summary>What explains a run that has ended without learning all.</summary>
    /// <param name="final">Readings with the final weights.</param>
    /// <param name="outcome">How it ended.</param>
    public void AtEnd(StepReadings<T> final, Outcome outcome)
    {
        Units(final, outcome.Epoch, ManyUnits, FlatSlope, Invariant($"in all {final.Rows} samples looked at last"));
        if (outcome.Skill < SomeSkill && !findings.Has(FindingCode.NoGradient, FindingCode.DeadUnits, FindingCode.SaturatedUnits))
            Gradients(final, outcome.Epoch);
    }

    /// <summary>Writes what was seen so far to a checkpoint or takes it from it.</summary>
    public void Transfer(NumberTape tape)
    {
        _identicalLayer = tape.Next(_identicalLayer);
        _isStartJudged = tape.Next(_isStartJudged);
        _steps = tape.Next(_steps);
    }

    private void Symmetry(Minibatch<T> batch, int epoch)
    {
        // Units of the last layer with parameters have targets of their own, which may be equal.
        foreach (int layer in readings.LayersWithParameters)
        {
            if (layer == readings.LayersWithParameters[^1] || IdenticalUnits(batch.Passes[layer]) is not { Count: > 1 } units)
                continue;
            if (_identicalLayer != layer)
            {
                _identicalLayer ??= layer;
                return;
            }

            findings.Add(Identical(units, layer, epoch));
            return;
        }
    }

    private Finding Identical(List<int> units, int layer, int epoch) => new()
    {
        Code = FindingCode.IdenticalUnits,
        Severity = Severity.Warning,
        Layer = layer,
        LayerName = network.Layers[layer].ToString(),
        Epoch = epoch,
        Observation = Invariant($"{units.Count} of {network.Widths[layer]} units are the same to the bit, in outputs and in gradients: {Phrase.Units(units)}."),
        Cause = "They started with equal weights. Equal units get equal gradients, so they stay equal, and together can do no more than one of them.",
        Remedy = "Start with random weights: leave the initializer out, or use GlorotUniform or HeUniform. Only biases may all start at 0.",
        Numbers = new Dictionary<string, double> { ["identical units"] = units.Count, ["units"] = network.Widths[layer] },
    };

    private static List<int>? IdenticalUnits(LayerPass<T> pass)
    {
        int rows = pass.Output.RowCount;
        T[] y = pass.Output.Values(), dy = pass.OutputGradient.Values();
        for (int unit = 0; unit < pass.Output.ColumnCount; unit++)
        {
            Span<T> outputs = y.AsSpan(unit * rows, rows), gradients = dy.AsSpan(unit * rows, rows);
            if (Elements.AreZero<T>(gradients))
                continue;
            List<int>? same = null;
            for (int other = unit + 1; other < pass.Output.ColumnCount; other++)
            {
                if (Elements.AreEqual<T>(outputs, y.AsSpan(other * rows, rows)) && Elements.AreEqual<T>(gradients, dy.AsSpan(other * rows, rows)))
                    (same ??= [unit]).Add(other);
            }

            if (same is not null)
                return same;
        }

        return null;
    }

    /// <summary>Layers whose parameters have had no gradient at all for long enough.</summary>
    private void Silence(Minibatch<T> batch, int epoch)
    {
        if (_steps < 3 || findings.Has(FindingCode.NoGradient))
            return;
        int silent = -1;
        foreach (int layer in readings.LayersWithParameters)
        {
            // A gradient that arrives and is not passed to the parameters is a layer that is meant to stay as it is.
            bool isSilent = readings.SilentRows(layer) >= Math.Min(readings.Samples, RowsAtStart / 2) && (readings.GradientSize(layer) == 0 || HasNoInput(batch.Passes[layer]));
            if (isSilent)
                silent = Math.Max(silent, layer);
        }

        if (silent >= 0)
            findings.Add(NoGradient(batch, silent, epoch));
    }

    private Finding NoGradient(Minibatch<T> batch, int silent, int epoch)
    {
        bool isAll = silent == readings.LayersWithParameters[^1];
        int blocked = silent;
        while (blocked + 1 < readings.Units.Length && Elements.AreZero<T>(batch.Passes[blocked].OutputGradient.Values()))
            blocked++;
        return new Finding
        {
            Code = FindingCode.NoGradient,
            Severity = Severity.Error,
            Layer = blocked,
            LayerName = network.Layers[blocked].ToString(),
            Epoch = epoch,
            Observation = Invariant($"The gradient of {(isAll ? "all parameters" : Invariant($"the parameters up to layer {silent}"))} was exactly 0 for each of the last {readings.SilentRows(silent)} samples looked at."),
            Cause = Invariant($"The gradient ends in layer {blocked}, {network.Layers[blocked]}: it is at the flat part of its curve for every sample (a ReLU below 0, a sigmoid far out, a softmax of one output), or all weights behind it are 0."),
            Remedy = "Start with random weights (HeUniform before ReLU), scale the inputs, use a lower learning rate, and LeakyReLU in place of ReLU. For one yes-or-no output use Sigmoid, not Softmax.",
            Numbers = new Dictionary<string, double> { ["gradient"] = 0, ["samples"] = readings.SilentRows(silent) },
        };
    }

    private static bool HasNoInput(LayerPass<T> pass) => Elements.AreZero<T>(pass.Input.Values());

    private void Units(StepReadings<T> seen, int epoch, double share, double slope, string time)
    {
        for (int layer = 0; layer < seen.Units.Length; layer++)
        {
            if (seen.Units[layer] is not { } units)
                continue;

            // The output may be saturated because it is right.
            bool canSaturate = network.Layers[layer].OutputRange.IsBounded;
            double flat = canSaturate && slope > 0 ? units.FlatShare(slope) : units.DeadShare(Math.Min(seen.Rows, seen.EnoughRows));
            if (flat < share || (canSaturate && layer == network.Layers.Count - 1))
                continue;
            findings.Add(canSaturate ? Saturated(layer, units.Count, flat, slope, epoch, time) : Dead(layer, units.Count, flat, epoch, time));
        }
    }

    private Finding Saturated(int layer, int units, double share, double slope, int epoch, string time) => new()
    {
        Code = FindingCode.SaturatedUnits,
        Severity = Severity.Warning,
        Layer = layer,
        LayerName = network.Layers[layer].ToString(),
        Epoch = epoch,
        Observation = Invariant($"{Percent(share)} of the {units} units of {network.Layers[layer]} are saturated {time}: they pass on {(slope == 0 ? "nothing" : Invariant($"less than {Percent(slope)} on average"))} of the gradient they get. {Updates()}"),
        Cause = "Their inputs are so large that the curve is flat there. Initial weights or input values are too large, or a learning rate too high has driven them out.",
        Remedy = "Scale the inputs, leave the initial weights to the library (GlorotUniform), use a lower learning rate; or ReLU in hidden layers.",
        Numbers = new Dictionary<string, double> { ["saturated share"] = share, ["units"] = units, ["largest update ratio"] = readings.LargestUpdateRatio },
    };

    private Finding Dead(int layer, int units, double share, int epoch, string time) => new()
    {
        Code = FindingCode.DeadUnits,
        Severity = Severity.Warning,
        Layer = layer,
        LayerName = network.Layers[layer].ToString(),
        Epoch = epoch,
        Observation = Invariant($"{Percent(share)} of the {units} units of {network.Layers[layer]} pass on no gradient at all {time}. {Updates()}"),
        Cause = "Their inputs are negative for every sample, so they give 0, and with a slope of 0 they cannot come back. A step too large pushes them there, or inputs that are all large and of one sign.",
        Remedy = "Use a lower learning rate, or a warm-up; LeakyReLU, whose units can come back; scaled inputs; more units in a very small layer.",
        Numbers = new Dictionary<string, double> { ["dead share"] = share, ["units"] = units, ["largest update ratio"] = readings.LargestUpdateRatio },
    };

    private string Updates() => Invariant($"The largest update was {Number(readings.LargestUpdateRatio)} of the size of its weights (about 0.001 is usual).");

    private void Gradients(StepReadings<T> seen, int epoch)
    {
        double growth = seen.BackwardGrowth;
        if (growth is > Faded and < Grown || double.IsNaN(growth))
            return;
        int first = seen.LayersWithParameters[0], last = seen.LayersWithParameters[^1];
        bool fades = growth < 1;
        findings.Add(new Finding
        {
            Code = fades ? FindingCode.VanishingGradients : FindingCode.ExplodingGradients,
            Severity = Severity.Warning,
            Layer = first,
            LayerName = network.Layers[first].ToString(),
            Epoch = epoch,
            Observation = Invariant($"On its way from layer {last} back to layer {first} the gradient changes in size by a factor of {Number(growth)}, from {Number(seen.GradientSize(last))} to {Number(seen.GradientSize(first))}."),
            Cause = fades
                ? "Each layer multiplies the gradient by its weights and slopes; a sigmoid's slope is at most 1/4. The first layers hardly learn."
                : "Each layer multiplies the gradient by its weights and slopes; large weights make it grow. The first layers are thrown about.",
            Remedy = fades
                ? "Use ReLU or Tanh in hidden layers, fewer layers, the library's own initial weights, and Adam, which levels the sizes."
                : "Use the library's own initial weights (HeUniform before ReLU, GlorotUniform otherwise), fewer layers, GradientClipping.ByNorm(1), a lower learning rate.",
            Numbers = new Dictionary<string, double> { ["growth"] = growth, ["first layer"] = seen.GradientSize(first), ["last layer"] = seen.GradientSize(last) },
        });
    }
}
