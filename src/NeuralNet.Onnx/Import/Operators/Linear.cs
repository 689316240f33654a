namespace NeuralNet.Onnx.Import;

/// <summary>
/// Linear models as scikit-learn's and ML.NET's exporters write them: a Dense layer, and what the scores become.
/// </summary>
internal sealed partial class Operators<T>
{
    private Samples<T> LinearRegressor(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("coefficients", "intercepts", "targets", "post_transform");
        int targets = (int)Math.Clamp(node.Integer("targets", 1), 0, int.MaxValue);
        return Transformed(node, Linear(node, targets));
    }

    /// <summary>The class and the scores.</summary>
    private Value[] LinearClassifier(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("coefficients", "intercepts", "classlabels_ints", "classlabels_strings", "multi_class", "post_transform");
        IReadOnlyList<string> classes = node.Strings("classlabels_strings") ?? node.Integers("classlabels_ints")?.Select(Text.Of).ToArray() ?? [];
        int rows = node.Numbers("intercepts")?.Count ?? classes.Count;
        if (rows == 1)
            return BinaryClassifier(node, classes);
        Samples<T> scores = Transformed(node, Linear(node, rows));
        return [WithClasses(node, scores, classes), scores];
    }

    /// <summary>
    /// One score s stands for two classes, of which the second is the answer where s is above 0: as ONNX Runtime has
    /// it, -s and s, through a sigmoid, or else 1 - s and s.
    /// </summary>
    private Value[] BinaryClassifier(Node node, IReadOnlyList<string> classes)
    {
        Samples<T> both = Linear(node, 1).Then(new Selection<T>(node, [0, 0], 1), [2]).Then(new Multiple<T>(node, [-T.One, T.One]));
        Samples<T> scores = (node.String("post_transform") ?? "NONE") switch
        {
            "LOGISTIC" => Transformed(node, both),
            "NONE" => both.Then(new Difference<T>(node, [-T.One, T.Zero])),
            var other => throw node.Refuse($"it transforms one score by {Text.Name(other)}, for which the format leaves open what two classes get."),
        };
        return [WithClasses(node, node.String("post_transform") == "LOGISTIC" ? scores : both, classes), scores];
    }

    private Samples<T> Linear(Node node, int units)
    {
        Samples<T> samples = SamplesInput(node);
        T[] coefficients = Attribute(node, "coefficients").Numbers!;
        T[] intercepts = node.HasAttribute("intercepts") ? Attribute(node, "intercepts").Numbers! : [];
        if (units == 0 || coefficients.Length == 0 || coefficients.Length % units != 0 || (intercepts.Length > 0 && intercepts.Length != units))
            throw node.Refuse($"it has {Text.Of(coefficients.Length)} coefficients and {Text.Of(intercepts.Length)} intercepts for {Text.Of(units)} scores.");
        Samples<T> product = Multiply(node, samples, Side.Left, (coefficients, units, coefficients.Length / units), T.One);
        return intercepts.Length > 0 ? product.Then(new Difference<T>(node, Copy(intercepts, value => -value))) : product;
    }

    /// <summary>
    /// Samples divided by their norm. Scores divided by their sum are, as scikit-learn has the probabilities of one
    /// class against the rest, more than that: those of a softmax sum to 1 already, and s / sum(s) of sigmoids s(z) is
    /// the softmax of log s(z) = -softplus(-z).
    /// </summary>
    private Samples<T> Normalizer(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("norm");
        Samples<T> samples = SamplesInput(node);
        SampleNorm norm = (node.String("norm") ?? "MAX") switch
        {
            "L1" => SampleNorm.L1,
            "L2" => SampleNorm.L2,
            "MAX" => SampleNorm.Max,
            var other => throw node.Refuse($"its norm is {Text.Name(other)}, but MAX, L1 or L2 was expected."),
        };
        switch (norm, samples)
        {
            case (SampleNorm.L1, { Step: Activate<T> { Layer: Softmax<T> } }):
                return samples;
            case (SampleNorm.L1, { Step: Activate<T> { Layer: Sigmoid<T> }, Previous: { } logits }) when samples.Features.Length == 1:
                return logits
                    .Then(new Multiple<T>(node, [-T.One]))
                    .Then(new Activate<T>(node, new Softplus<T>()))
                    .Then(new Multiple<T>(node, [-T.One]))
                    .Then(new Activate<T>(node, new Softmax<T>()));
            default:
                CheckAxis(node, samples, -1);
                return samples.Then(new Activate<T>(node, new Normalizer<T>(norm)));
        }
    }

    private Samples<T> Transformed(Node node, Samples<T> scores) => (node.String("post_transform") ?? "NONE") switch
    {
        "NONE" => scores,
        "LOGISTIC" => scores.Then(new Activate<T>(node, new Sigmoid<T>())),
        "SOFTMAX" => scores.Then(new Activate<T>(node, new Softmax<T>())),
        var other => throw node.Refuse($"it transforms the scores by {Text.Name(other)}, but NONE, LOGISTIC or SOFTMAX was expected."),
    };
}
