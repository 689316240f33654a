using System.Numerics;

namespace NeuralNet;

/// <summary>The names of a data set beside those that a network knows.</summary>
internal static class SchemaNames
{
    /// <summary>Throws if a data set has other names than the network, or the same in another order.</summary>
    /// <param name="schema">What the network was trained on.</param>
    /// <param name="data">The data.</param>
    /// <param name="names">What the caller calls them.</param>
    public static void Check<T>(DataSchema schema, Dataset<T> data, DataNames names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Compare(schema.FeatureNames, data.FeatureNames, names.X, "feature", "Put the columns into the network's order");
        Compare(schema.TargetNames, data.TargetNames, names.Y, "target", "Put the columns into the network's order");
        Compare(schema.ClassNames, data.ClassNames, names.Y, "class", "Label the samples with the encoder of the training data, network.Schema.Classes");
    }

    /// <summary>The schema with the names that a data set has; what it does not name stays.</summary>
    public static DataSchema With<T>(DataSchema schema, Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => data is { FeatureNames: null, TargetNames: null, ClassNames: null, Categories.Count: 0 } ? schema : schema with
        {
            FeatureNames = data.FeatureNames ?? schema.FeatureNames,
            TargetNames = data.TargetNames ?? schema.TargetNames,
            ClassNames = data.ClassNames ?? schema.ClassNames,
            Categories = data.Categories.Count > 0 ? data.Categories : schema.Categories,
        };

    private static void Compare(IReadOnlyList<string>? known, IReadOnlyList<string>? given, string argument, string what, string cure)
    {
        if (known is null || given is null || known.SequenceEqual(given))
            return;
        int place = Enumerable.Range(0, Math.Min(known.Count, given.Count)).FirstOrDefault(i => known[i] != given[i], Math.Min(known.Count, given.Count));
        throw new ArgumentException($"{char.ToUpperInvariant(what[0])}{what[1..]} {NeuralNet.Check.Text(place)} of '{argument}' is {Name(given, place)}, "
            + $"but the network was trained with {Name(known, place)} there: a {what} would be taken for another. {cure}, or say with network.Schema what "
                + "it means now.", argument);
    }

    private static string Name(IReadOnlyList<string> names, int place) => place < names.Count ? NeuralNet.Check.Quoted(names[place]) : "none";
}
