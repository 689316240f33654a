using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralNet.Tests;

/// <summary>
/// Reads the JSON files of this folder; their README.md says what they hold and how errors are measured.
/// </summary>
internal static class Fixture
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static TFixture Read<TFixture>(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".json"));
        return JsonSerializer.Deserialize<TFixture>(file, _options)!;
    }

    public static FixtureMatrix Matrix(JsonElement element) => element.Deserialize<FixtureMatrix>(_options)!;

    /// <summary>The error of an array: largest |actual - expected| / max(largest |expected|, 0.001).</summary>
    public static double Error(IEnumerable<double> actual, IReadOnlyList<double> expected)
    {
        double[] values = [.. actual];
        values.Should().HaveCount(expected.Count);
        double scale = Math.Max(expected.Max(Math.Abs), 0.001);
        return values.Zip(expected, (a, e) => Math.Abs(a - e) / scale).Max();
    }

    public static double Error(double actual, double expected) => Error([actual], [expected]);

    public static double Error<T>(Matrix<T> actual, FixtureMatrix expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (actual.RowCount, actual.ColumnCount).Should().Be((expected.Rows, expected.Cols));
        return Error(actual.ToRowMajorArray().Select(double.CreateChecked), expected.Data);
    }

    /// <summary>
    /// How far a computation may be from the fixture: in double what the fixture states. In float every number ends a
    /// chain of at most
    /// <paramref name="roundings"/> roundings of 2^-24 each, relative to the sum of its terms' sizes;
    /// <paramref name="cancellation"/> says how many times larger that sum is than the array that the error is measured
    /// against. In a trajectory the errors of the steps add up: none of the runs amplifies them.
    /// </summary>
    public static double Bound<T>(double inDouble, int roundings, double cancellation = 1)
        => typeof(T) == typeof(double) ? inDouble : roundings * cancellation * Math.ScaleB(1, -24);
}

/// <summary>A matrix as the fixtures hold it, row-major.</summary>
internal sealed record FixtureMatrix(int Rows, int Cols, double[] Data)
{
    public Matrix<T> To<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Matrix<T>.Build.Dense(Rows, Cols, (i, j) => T.CreateChecked(Data[i * Cols + j]));

    public bool IsFiniteIn<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Data.All(value => T.IsFinite(T.CreateChecked(value)));
}

/// <summary>What a file says of its precision.</summary>
internal sealed record FixtureTolerance(double SingleStep, double Trajectory);

/// <summary>|actual - expected| within relative * |expected| + absolute, element by element.</summary>
internal sealed record ElementTolerance(double Relative, double Absolute)
{
    // An input of an exponential is at most 88 before float runs out of range; its rounding is an error of the result
    // 88 times as large.
    private const double LargestFloatExponent = 88;

    public void Assert<T>(Matrix<T> actual, FixtureMatrix expected, string because)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Rows; i++)
        {
            for (int j = 0; j < expected.Cols; j++)
                Assert<T>(double.CreateChecked(actual[i, j]), expected.Data[i * expected.Cols + j], $"{because}, row {i}, column {j}");
        }
    }

    public void Assert<T>(double actual, double expected, string because)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double rounded = double.CreateChecked(T.CreateChecked(expected));
        if (actual == rounded)
            return;
        bool isDouble = typeof(T) == typeof(double);
        double relative = isDouble ? Relative : Math.ScaleB(Relative, 29) + LargestFloatExponent * Math.ScaleB(1, -24);
        double absolute = isDouble ? Absolute : Math.Max(Math.ScaleB(Absolute, 29), Math.ScaleB(1, -126));
        Math.Abs(actual - rounded).Should().BeLessThanOrEqualTo(relative * Math.Abs(rounded) + absolute, because);
    }
}
