namespace NeuralNet.Csv;

/// <summary>A column of text that becomes one-hot features.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Categories">
/// Its categories, in order; a file with another one is refused. Null for those that occur, in the order of
/// <see cref="LabelEncoder.Fit"/>.
/// </param>
public sealed record CategoryColumn(string Name, IReadOnlyList<string>? Categories = null)
{
    /// <summary>The column with the categories that occur in it.</summary>
    /// <param name="name">The column's name.</param>
    public static implicit operator CategoryColumn(string name) => new(name);

    /// <summary>The name of the one-hot column of a category.</summary>
    internal string FeatureName(string category) => $"{Name}={category}";

    internal bool Encodes(string featureName) => featureName.StartsWith(Name + "=", StringComparison.Ordinal);

    internal string CategoryOf(string featureName) => featureName[(Name.Length + 1)..];
}
