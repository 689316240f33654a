using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

public sealed partial record Dataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Samples with class labels, kept as one-hot rows.</summary>
    /// <param name="x">Features, <c>N x inputs</c>.</param>
    /// <param name="labels">N labels from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">The number of classes, at least 1: the outputs of the network.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside its range.</exception>
    public Dataset(Matrix<T> x, IReadOnlyList<int> labels, int classes)
        : this(x, Labels.ToOneHot<T>(labels, classes)) => ClassesSaid = classes;

    /// <summary>
    /// Samples with the names of their classes, kept as one-hot rows; <see cref="ClassNames"/> are the different names
    /// in the order of <see cref="LabelEncoder.Fit"/>.
    /// </summary>
    /// <param name="x">Features, <c>N x inputs</c>.</param>
    /// <param name="labels">N names.</param>
    /// <exception cref="ArgumentException">There is no name, or one is null.</exception>
    public Dataset(Matrix<T> x, IReadOnlyList<string> labels)
        : this(x, labels, LabelEncoder.Fit(labels))
    {
    }

    /// <summary>
    /// Samples with the names of their classes, kept as one-hot rows in the order of an encoder, such as that of the
    /// training data.
    /// </summary>
    /// <param name="x">Features, <c>N x inputs</c>.</param>
    /// <param name="labels">N names, each among those of the encoder.</param>
    /// <param name="encoder">The classes: the outputs of the network.</param>
    /// <exception cref="ArgumentException">A name is none of the encoder's.</exception>
    public Dataset(Matrix<T> x, IReadOnlyList<string> labels, LabelEncoder encoder)
        : this(x, (encoder ?? throw new ArgumentNullException(nameof(encoder))).ToOneHot<T>(labels)) => ClassNames = encoder.ClassNames;

    /// <summary>Samples from arrays.</summary>
    /// <param name="x">N arrays of features.</param>
    /// <param name="y">N arrays of targets.</param>
    /// <exception cref="ArgumentException">There is no row, or rows differ in length.</exception>
    public Dataset(IReadOnlyList<T[]> x, IReadOnlyList<T[]> y)
        : this(Samples.FromRows(x), Samples.FromRows(y))
    {
    }

    /// <summary>Samples from arrays, with class labels.</summary>
    /// <param name="x">N arrays of features.</param>
    /// <param name="labels">N labels from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">The number of classes, at least 1: the outputs of the network.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, rows differ in length, or a label is outside its range.
    /// </exception>
    public Dataset(IReadOnlyList<T[]> x, IReadOnlyList<int> labels, int classes)
        : this(Samples.FromRows(x), labels, classes)
    {
    }

    /// <summary>Samples from arrays, with the names of their classes.</summary>
    /// <param name="x">N arrays of features.</param>
    /// <param name="labels">
    /// N names; <see cref="ClassNames"/> are the different ones in the order of <see cref="LabelEncoder.Fit"/>.
    /// </param>
    /// <exception cref="ArgumentException">There is no row, rows differ in length, or a name is null.</exception>
    public Dataset(IReadOnlyList<T[]> x, IReadOnlyList<string> labels)
        : this(Samples.FromRows(x), labels)
    {
    }

    /// <summary>
    /// Samples with targets from records of one's own, such as <c>Dataset&lt;double&gt;.FromRecords(houses, [("area", h
    /// => h.Area)], targets: [("price", h => h.Price)])</c>.
    /// </summary>
    /// <param name="records">N records, at least one; enumerated once.</param>
    /// <param name="features">
    /// Name and value of each column of X, at least one; null and NaN stand for a missing value, which becomes NaN.
    /// </param>
    /// <param name="targets">Name and value of each column of Y, at least one.</param>
    /// <param name="categories">
    /// Name and category of features that are text: each becomes a one-hot column <c>name=category</c> for each
    /// category that occurs, behind the other features.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no record, feature or target; or a record is null, or has an infinite value, no target or no category:
    /// the message names record and column.
    /// </exception>
    public static Dataset<T> FromRecords<TRecord>(
        IEnumerable<TRecord> records,
        IReadOnlyList<(string Name, Func<TRecord, double?> Value)> features,
        IReadOnlyList<(string Name, Func<TRecord, double?> Value)> targets,
        IReadOnlyList<(string Name, Func<TRecord, string?> Value)>? categories = null)
    {
        TRecord[] list = RecordColumns.List(records);
        (Matrix<T> x, string[] names, Dictionary<string, LabelEncoder> encoders) = RecordColumns.Features<TRecord, T>(list, features, categories ?? []);
        Matrix<T> y = RecordColumns.Numbers<TRecord, T>(list, targets, nameof(targets), isMissingAllowed: false);
        return new Dataset<T>(x, y) { FeatureNames = names, TargetNames = [.. targets.Select(target => target.Name)], Categories = encoders };
    }

    /// <summary>
    /// Samples with class labels from records of one's own, such as <c>Dataset&lt;double&gt;.FromRecords(flowers,
    /// [("length", f => f.Length)], label: f => f.Species)</c>.
    /// </summary>
    /// <param name="records">N records, at least one; enumerated once.</param>
    /// <param name="features">
    /// Name and value of each column of X, at least one; null and NaN stand for a missing value, which becomes NaN.
    /// </param>
    /// <param name="label">
    /// The name of the class; <see cref="ClassNames"/> are the different ones in the order of
    /// <see cref="LabelEncoder.Fit"/>.
    /// </param>
    /// <param name="categories">
    /// Name and category of features that are text: each becomes a one-hot column <c>name=category</c> for each
    /// category that occurs, behind the other features.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no record or feature; or a record is null, or has an infinite value, no label or no category: the
    /// message names record and column.
    /// </exception>
    public static Dataset<T> FromRecords<TRecord>(
        IEnumerable<TRecord> records,
        IReadOnlyList<(string Name, Func<TRecord, double?> Value)> features,
        Func<TRecord, string?> label,
        IReadOnlyList<(string Name, Func<TRecord, string?> Value)>? categories = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        TRecord[] list = RecordColumns.List(records);
        (Matrix<T> x, string[] names, Dictionary<string, LabelEncoder> encoders) = RecordColumns.Features<TRecord, T>(list, features, categories ?? []);
        return new Dataset<T>(x, RecordColumns.Names(list, "label", label)) { FeatureNames = names, Categories = encoders };
    }
}
