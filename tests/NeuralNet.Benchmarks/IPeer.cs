using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>Another library that does the same work; each method prepares it and gives what is timed.</summary>
internal interface IPeer
{
    /// <summary>How many threads share what follows; one at first.</summary>
    void UseThreads(int count);

    /// <summary>One step of training on a batch.</summary>
    Action Step<T>(Work work, Matrix<T> x, Matrix<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The product of two matrices into memory of its own.</summary>
    Action Product<T>(Matrix<T> a, Matrix<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The prediction of some rows.</summary>
    Action Predict<T>(Work work, Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
