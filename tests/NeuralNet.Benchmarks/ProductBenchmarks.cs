using System.Numerics;
using BenchmarkDotNet.Attributes;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet.Benchmarks;

/// <summary>The product of square matrices beside MathNet's managed one.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class ProductBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Matrix<T> _a = null!;
    private Matrix<T> _b = null!;
    private Matrix<T> _c = null!;

    /// <summary>Rows and columns.</summary>
    [Params(64, 256, 1024)]
    public int Size { get; set; }

    /// <summary>Makes the matrices.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        global::MathNet.Numerics.Control.UseSingleThread();
        _a = Matrix<T>.Build.Random(Size, Size, seed: 1);
        _b = Matrix<T>.Build.Random(Size, Size, seed: 2);
        _c = Matrix<T>.Build.Dense(Size, Size);
    }

    /// <summary>The library's kernel on one thread.</summary>
    [Benchmark]
    public void NeuralNet() => MatrixProduct<T>.Multiply(Size, Size, Size, _a.Values(), _b.Values(), [], _c.Values(), null);

    /// <summary>MathNet's managed product on one thread.</summary>
    [Benchmark(Baseline = true)]
    public void MathNet() => _a.Multiply(_b, _c);
}
