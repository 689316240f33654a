using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralNet.Tests;

/// <summary>Reads the JSON files of this folder; their README.md says what they hold and how errors are measured.</summary>
internal static class Fixture
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static TFixture Read<TFixture>(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".json"));
        return JsonSerializer.Deserialize<TFixture>(file, s_options)!;
    }

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
    /// How far a computation may be from the fixture: in double what the fixture states. In float every number ends a chain of at most
    /// <paramref name="roundings"/> roundings of 2^-24 each, relative to the sum of its terms' sizes; <paramref name="cancellation"/> says how many
    /// times larger that sum is than the array that the error is measured against. In a trajectory the errors of the steps add up: none of the runs amplifies them.
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
}

/// <summary>What a file says of its precision.</summary>
internal sealed record FixtureTolerance(double SingleStep, double Trajectory);
