using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>The versions of ONNX's operators that a model or a function says it uses.</summary>
internal static class OperatorSets
{
    /// <summary>What stands for the version in a file that uses none of ONNX's own operators.</summary>
    public const int None = 0;

    public static int Of(IEnumerable<OperatorSetIdProto> imports)
    {
        // Some exporters name one version several times.
        long[] versions = [.. imports.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version).Distinct()];
        if (versions.Length == 0)
            return None;
        if (versions.Length > 1)
            throw Refusal.Because($"The file names {Text.Of(versions.Length)} versions of ONNX's operator set ({Text.Shape(versions).Trim('[', ']')}), "
                + "but one was expected.");
        return versions[0] is >= Versions.OldestOperatorSetRead and <= Versions.NewestOperatorSet
            ? (int)versions[0]
            : throw Refusal.Because($"The model uses version {Text.Of(versions[0])} of ONNX's operator set, but versions "
                + $"{Text.Of(Versions.OldestOperatorSetRead)} to {Text.Of(Versions.NewestOperatorSet)} are read.");
    }
}
