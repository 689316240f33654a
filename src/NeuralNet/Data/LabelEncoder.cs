using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>Names of classes or categories as labels 0, 1, 2, … or one-hot rows, and labels as names again.</summary>
public sealed class LabelEncoder
{
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);

    /// <summary>An encoder whose labels follow the given order.</summary>
    /// <param name="classNames">The name of each label; at least one, all different.</param>
    /// <exception cref="ArgumentException">There is no name, one is null, or two are the same.</exception>
    public LabelEncoder(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0)
            throw new ArgumentException("'classNames' is empty, but at least one name is needed.", nameof(classNames));
        for (int i = 0; i < classNames.Count; i++)
        {
            if (classNames[i] is null)
                throw new ArgumentException($"'classNames'[{Check.Text(i)}] is null.", nameof(classNames));
            if (!_labels.TryAdd(classNames[i], i))
                throw new ArgumentException($"'classNames'[{Check.Text(i)}] is '{classNames[i]}', as is 'classNames'[{Check.Text(_labels[classNames[i]])}]: "
                    + "each class needs a name of its own.", nameof(classNames));
        }

        ClassNames = [.. classNames];
    }

    /// <summary>The name of each label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// An encoder for the different names that occur: in the order of the numbers if all are whole numbers, such as 0
    /// to 10, otherwise in ordinal order, which depends on no culture.
    /// </summary>
    /// <param name="names">N names, in any order.</param>
    /// <exception cref="ArgumentException">There is no name, or one is null.</exception>
    public static LabelEncoder Fit(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] different = [.. names.Distinct(StringComparer.Ordinal)];
        int missing = Array.IndexOf(different, null);
        if (missing >= 0)
            throw new ArgumentException($"'names' holds null, after {Check.Text(missing)} different names; a missing name needs a name, too, or its sample "
                + "left out.", nameof(names));
        if (different.Length == 0)
            throw new ArgumentException("'names' is empty, but at least one name is needed.", nameof(names));
        Array.Sort(different, StringComparer.Ordinal);
        return new LabelEncoder(different.All(name => Number(name) is not null) ? [.. different.OrderBy(Number)] : different);
    }

    /// <summary>The label of each name.</summary>
    /// <param name="names">N names, each among <see cref="ClassNames"/>.</param>
    /// <returns>N labels.</returns>
    /// <exception cref="ArgumentException">A name is none of <see cref="ClassNames"/>.</exception>
    public int[] Transform(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var labels = new int[names.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            if (names[i] is null || !_labels.TryGetValue(names[i], out labels[i]))
                throw new ArgumentException($"'names'[{Check.Text(i)}] is {(names[i] is null ? "null" : $"'{names[i]}'")}, which is none of the "
                    + $"{Check.Text(ClassNames.Count)} classes: {Some(ClassNames)}.", nameof(names));
        }

        return labels;
    }

    /// <summary>One-hot rows: 1 in the column of the name, 0 elsewhere.</summary>
    /// <param name="names">N names, each among <see cref="ClassNames"/>.</param>
    /// <returns><c>N x classes</c>.</returns>
    /// <exception cref="ArgumentException">A name is none of <see cref="ClassNames"/>.</exception>
    public Matrix<T> ToOneHot<T>(IReadOnlyList<string> names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Labels.ToOneHot<T>(Transform(names), ClassNames.Count);

    /// <summary>
    /// The name of each label, such as those that
    /// <see cref="Network{T}.Classify(MathNet.Numerics.LinearAlgebra.Matrix{T})"/> gives.
    /// </summary>
    /// <param name="labels">N labels from 0 to classes - 1.</param>
    /// <returns>N names.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside its range.</exception>
    public string[] Restore(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Check.Labels(labels, nameof(labels), ClassNames.Count);
        return [.. labels.Select(label => ClassNames[label])];
    }

    private static long? Number(string name)
        => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    internal static string Some(IReadOnlyList<string> names)
        => string.Join(", ", names.Take(10).Select(name => $"'{name}'")) + (names.Count > 10 ? ", …" : "");
}
