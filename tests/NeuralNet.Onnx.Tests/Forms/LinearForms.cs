using static NeuralNet.Onnx.Tests.ModelBuilder;
using static NeuralNet.Onnx.Tests.Producers;

namespace NeuralNet.Onnx.Tests;

/// <summary>Linear models as scikit-learn's exporter and ML.NET write them.</summary>
internal static class LinearForms
{
    private static readonly float[] _twoRows = [0.5f, -1, 0.25f, 2, -0.5f, 1, -0.25f, -2];

    public static IReadOnlyDictionary<string, Func<Sample>> FloatOnly { get; } = new Dictionary<string, Func<Sample>>
    {
        ["LinearRegressor"] = () => Of(New().Node("ai.onnx.ml", "LinearRegressor", ["x"], ["y"], Attribute("coefficients", 0.5f, -1, 0.25f, 2),
            Attribute("intercepts", new float[] { 3 })), "Dense"),
        ["LinearRegressor, two targets"] = () => Of(New().Node("ai.onnx.ml", "LinearRegressor", ["x"], ["y"], Attribute("coefficients", _twoRows),
            Attribute("intercepts", 3f, -1f), Attribute("targets", 2L)), "Dense"),
        ["LinearRegressor, the operator set named twice and no other"] = ()
            => Of(WithoutStandard(New().Node("ai.onnx.ml", "LinearRegressor", ["x"], ["y"], Attribute("coefficients", 0.5f, -1, 0.25f, 2),
                Attribute("intercepts", new float[] { 3 }))), "Dense"),
        ["LinearClassifier, NONE"] = () => Classifier("NONE", "Dense"),
        ["LinearClassifier, LOGISTIC"] = () => Classifier("LOGISTIC", "Dense Sigmoid"),
        ["LinearClassifier, SOFTMAX"] = () => Classifier("SOFTMAX", "Dense Softmax"),
        ["scikit-learn: one class against the rest"] = () => Normalized("LOGISTIC", "Dense Softplus Scaling Softmax"),
        ["scikit-learn: Normalizer at the inputs"] = () => Divided("L2"),
        ["Normalizer by the sum of magnitudes"] = () => Divided("L1"),
        ["Normalizer by the largest value"] = () => Divided("MAX"),
        ["Normalizer without a norm"] = () => Of(New().Node("ai.onnx.ml", "Normalizer", ["x"], ["y"]), "Normalizer"),
        ["Normalizer between layers"] = () => Of(New().Weights("w", 4, 3).Node("MatMul", ["x", "w"], "t")
            .Node("ai.onnx.ml", "Normalizer", ["t"], ["u"], Attribute("norm", "L2")).Node("Tanh", ["u"], "y"), "Dense Normalizer Tanh"),
        ["probabilities divided by their sum"] = () => Normalized("SOFTMAX", "Dense Softmax"),
        ["LinearClassifier, one score, LOGISTIC"] = () => OneScore("LOGISTIC", "Dense Sigmoid"),
        ["LinearClassifier, one score, NONE"] = () => OneScore("NONE", "Dense Scaling"),
        ["scikit-learn: columns by ArrayFeatureExtractor"] = ()
            => Of(New().Integers("which", [2], 3, 1).Weights("w", 2, 3).Node("ai.onnx.ml", "ArrayFeatureExtractor", ["x", "which"], ["c"])
                .Node("MatMul", ["c", "w"], "y"), "Dense"),
    };

    private static Sample Divided(string norm) => Of(New().Weights("w", 4, 3)
        .Node("ai.onnx.ml", "Normalizer", ["x"], ["t"], Attribute("norm", norm)).Node("MatMul", ["t", "w"], "y"), "Normalizer Dense");

    private static ModelBuilder New() => Start(1).Domain("ai.onnx.ml", 1);

    private static Sample Classifier(string transform, string layers)
        => Of(New().Node("ai.onnx.ml", "LinearClassifier", ["x"], ["label", "y"], Attribute("coefficients", _twoRows), Attribute("intercepts", 0.5f, -0.5f),
            Attribute("classlabels_ints", 3L, 5L), Attribute("post_transform", transform)), layers);

    private static Sample OneScore(string transform, string layers)
        => Of(New().Node("ai.onnx.ml", "LinearClassifier", ["x"], ["label", "y"], Attribute("coefficients", _twoRows[..4]),
            Attribute("intercepts", new float[] { 0.5f }), Attribute("classlabels_strings", "no", "yes"), Attribute("post_transform", transform)), layers);

    private static Sample Normalized(string transform, string layers)
        => Of(
            New().Node("ai.onnx.ml", "LinearClassifier", ["x"], ["label", "p"], Attribute("coefficients", (float[])[.. _twoRows, 1f, -1f, 0.5f, 0]),
                Attribute("intercepts", 0.5f, -0.5f, 0.25f), Attribute("classlabels_ints", 0L, 1L, 2L), Attribute("post_transform", transform))
                .Node("ai.onnx.ml", "Normalizer", ["p"], ["y"], Attribute("norm", "L1")),
            layers);

    private static ModelBuilder WithoutStandard(ModelBuilder model)
    {
        model.Model.OpsetImport.RemoveAt(0);
        model.Model.OpsetImport.Add(model.Model.OpsetImport[0].Clone());
        return model;
    }
}
