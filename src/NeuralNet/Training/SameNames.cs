using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Validation data have the columns and classes of the training data, in the same order: in another order they would be
/// scored against the wrong ones, in silence.
/// </summary>
internal static class SameNames
{
    /// <summary>Throws where both data sets have names and they differ.</summary>
    public static void Check<T>(Dataset<T> training, Dataset<T> validation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Compare(training.FeatureNames, validation.FeatureNames, nameof(training.FeatureNames), "column of X");
        Compare(training.TargetNames, validation.TargetNames, nameof(training.TargetNames), "column of Y");
        Compare(training.ClassNames, validation.ClassNames, nameof(training.ClassNames), "class");
    }

    private static void Compare(IReadOnlyList<string>? training, IReadOnlyList<string>? validation, string property, string what)
    {
        if (training is not null && validation is not null && !training.SequenceEqual(validation))
            Refuse(training, validation, property, what);
    }

    private static void Refuse(IReadOnlyList<string> training, IReadOnlyList<string> validation, string property, string what)
    {
        int first = 0;
        while (first < Math.Min(training.Count, validation.Count) && training[first] == validation[first])
            first++;
        bool areSame = training.Count == validation.Count && !training.Except(validation).Any();
        string cure = areSame
            ? "They are the same names in another order: read both files with the same list of columns and the encoder of the training data."
            : "Both parts need the same columns and classes.";
        throw new ArgumentException($"'validation.{property}' differs from 'training.{property}': {what} {NeuralNet.Check.Text(first)} is "
            + $"{Name(validation, first)}, but {Name(training, first)} in the training data. {cure}", "validation");
    }

    private static string Name(IReadOnlyList<string> names, int index) => index < names.Count ? NeuralNet.Check.Quoted(names[index]) : "missing";
}
