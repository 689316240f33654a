using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Columns read out of records by functions.</summary>
internal static class RecordColumns
{
    public static TRecord[] List<TRecord>(IEnumerable<TRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        TRecord[] list = [.. records];
        if (list.Length == 0)
            throw new ArgumentException("'records' is empty, but at least one sample is needed.", nameof(records));
        int missing = Array.FindIndex(list, record => record is null);
        return missing < 0 ? list : throw new ArgumentException($"'records'[{Check.Text(missing)}] is null.", nameof(records));
    }

    public static (Matrix<T> X, string[] Names, Dictionary<string, LabelEncoder> Encoders) Features<TRecord, T>(
        TRecord[] records,
        IReadOnlyList<(string Name, Func<TRecord, double?> Value)> features,
        IReadOnlyList<(string Name, Func<TRecord, string?> Value)> categories)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count + categories.Count == 0)
            throw new ArgumentException("'features' is empty, but at least one column is needed.", nameof(features));
        Matrix<T>? x = features.Count == 0 ? null : Numbers<TRecord, T>(records, features, nameof(features), isMissingAllowed: true);
        var encoders = new Dictionary<string, LabelEncoder>();
        List<string> names = [.. features.Select(feature => feature.Name)];
        foreach ((string name, Func<TRecord, string?> value) in categories)
        {
            string[] values = Names(records, name, value);
            var encoder = LabelEncoder.Fit(values);
            if (!encoders.TryAdd(name, encoder))
                throw new ArgumentException($"'{nameof(categories)}' names the column '{name}' twice.", nameof(categories));
            Matrix<T> columns = encoder.ToOneHot<T>(values);
            x = x is null ? columns : x.Append(columns);
            names.AddRange(encoder.ClassNames.Select(category => CategoryName(name, category)));
        }

        return (x!, [.. names], encoders);
    }

    public static Matrix<T> Numbers<TRecord, T>(TRecord[] records, IReadOnlyList<(string Name, Func<TRecord, double?> Value)> columns, string argument,
        bool isMissingAllowed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(columns, argument);
        if (columns.Count == 0)
            throw new ArgumentException($"'{argument}' is empty, but at least one column is needed.", argument);
        Matrix<T> matrix = MatrixAccess.New<T>(records.Length, columns.Count);
        for (int j = 0; j < columns.Count; j++)
        {
            for (int i = 0; i < records.Length; i++)
            {
                double value = columns[j].Value(records[i]) ?? double.NaN;
                T number = T.CreateTruncating(value);
                if (T.IsInfinity(number) || (T.IsNaN(number) && !isMissingAllowed))
                    throw new ArgumentException($"'{columns[j].Name}' of record {Check.Text(i)} is {Check.Text(value)}, but "
                        + $"{(isMissingAllowed ? "a finite number, or null or NaN for a missing value," : "a finite number")} was "
                            + $"expected{(double.IsFinite(value) ? $" that {typeof(T).Name} can hold" : "")}.", argument);
                matrix.At(i, j, number);
            }
        }

        return matrix;
    }

    public static string[] Names<TRecord>(TRecord[] records, string name, Func<TRecord, string?> value)
    {
        string[] names = [.. records.Select(record => value(record)!)];
        int missing = Array.IndexOf(names, null);
        return missing < 0 ? names : throw new ArgumentException($"'{name}' of record {Check.Text(missing)} is null, but a name was expected. Leave the "
            + "record out, or give missing ones a name of their own.");
    }

    public static string CategoryName(string column, string category) => $"{column}={category}";
}
