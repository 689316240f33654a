using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// A named matrix of a layer that training changes, or leaves alone if it is one of the layer's
/// <see cref="Layer{T}.Constants"/>.
/// </summary>
public sealed class Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Creates a parameter of zeros.</summary>
    /// <param name="name">The name within its layer, such as <c>weight</c>; letters, digits and underscores.</param>
    /// <param name="rows">Rows of the matrix, at least 1.</param>
    /// <param name="columns">Columns of the matrix, at least 1.</param>
    /// <param name="decay">Whether weight decay and the L1 and L2 penalties act on it; biases are left alone.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the name is empty or has other characters.</exception>
    public Parameter(string name, int rows, int columns, Decay decay = Decay.Penalized)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                throw new ArgumentException($"The parameter name '{name}' has a character other than letters, digits and underscores.", nameof(name));
        }

        Check.Precision<T>();
        Check.Count(rows, nameof(rows), "row");
        Check.Count(columns, nameof(columns), "column");
        Name = name;
        Value = MatrixAccess.New<T>(rows, columns);
        Values = Value.Values();
        Decay = decay;
    }

    /// <summary>The name within its layer, such as <c>weight</c> or <c>bias</c>.</summary>
    public string Name { get; }

    /// <summary>The values, in dense storage. Setting an element changes the network at once.</summary>
    public Matrix<T> Value { get; }

    /// <summary>Whether weight decay and penalties act on it.</summary>
    public Decay Decay { get; }

    /// <summary>Whether a network has been made of its layer: another one that is given the layer copies it.</summary>
    internal bool BelongsToNetwork { get; set; }

    /// <summary>The values, column by column.</summary>
    internal T[] Values { get; }

    internal Span<T> Span => Values;
}

/// <summary>Whether weight decay and the L1 and L2 penalties act on a parameter.</summary>
public enum Decay
{
    /// <summary>They do: a weight.</summary>
    Penalized,

    /// <summary>They do not: a bias.</summary>
    Exempt,
}
