using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// c0 + c1 x + c2 x^2 + ..., with one number for all features or one for each as a coefficient; null stands for 0.
/// </summary>
internal sealed class Polynomial<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The highest power in what exporters write for GELU, x^3 times x.</summary>
    private const int HighestPower = 4;

    private readonly T[]?[] _coefficients;

    private Polynomial(T[]?[] coefficients) => _coefficients = coefficients;

    public static Polynomial<T> Zero { get; } = new([]);

    public static Polynomial<T> X { get; } = Power(1);

    public static Polynomial<T> Power(int power) => new([.. new T[]?[power], [T.One]]);

    public static Polynomial<T> Constant(T[] values) => new([values]);

    public int Width => _coefficients.Max(c => c?.Length) ?? 1;

    /// <summary>The coefficient of a power; null for 0.</summary>
    public T[]? this[int power] => power < _coefficients.Length && _coefficients[power] is { } c && c.AsSpan().ContainsAnyExcept(T.Zero) ? c : null;

    public static Polynomial<T> operator +(Polynomial<T> a, Polynomial<T> b)
        => new([.. Enumerable.Range(0, Math.Max(a._coefficients.Length, b._coefficients.Length)).Select(power => Sum(a[power], b[power]))]);

    public Polynomial<T> Times(T[] factors) => new([.. _coefficients.Select(c => c is null ? null : Combine(c, factors, (x, y) => x * y))]);

    /// <summary>The product; null if a power becomes higher than any layer needs.</summary>
    public Polynomial<T>? Times(Polynomial<T> other)
    {
        var product = new T[]?[HighestPower + 1];
        for (int i = 0; i < _coefficients.Length; i++)
        {
            for (int j = 0; j < other._coefficients.Length; j++)
            {
                if (this[i] is not { } a || other[j] is not { } b)
                    continue;
                if (i + j > HighestPower)
                    return null;
                product[i + j] = Sum(product[i + j], Combine(a, b, (x, y) => x * y));
            }
        }

        return new Polynomial<T>(product);
    }

    /// <summary>
    /// This polynomial of another one, by Horner's rule; null if a power becomes higher than any layer needs.
    /// </summary>
    public Polynomial<T>? Of(Polynomial<T> inner)
    {
        Polynomial<T>? result = Zero;
        for (int power = _coefficients.Length - 1; power >= 0 && result is not null; power--)
            result = result.Times(inner) is { } product ? product + Constant(this[power] ?? [T.Zero]) : null;
        return result;
    }

    /// <summary>Whether it has no other powers than those named.</summary>
    public bool HasOnly(params ReadOnlySpan<int> powers)
    {
        for (int power = 0; power < _coefficients.Length; power++)
        {
            if (this[power] is not null && !powers.Contains(power))
                return false;
        }

        return true;
    }

    public bool Equals(Polynomial<T> other)
        => Enumerable.Range(0, Math.Max(_coefficients.Length, other._coefficients.Length)).All(power => (this[power], other[power]) switch
        {
            (null, null) => true,
            ({ } a, { } b) => a.AsSpan().SequenceEqual(b),
            _ => false,
        });

    /// <summary>Feature by feature; one number goes with each of many.</summary>
    public static T[] Combine(T[] a, T[] b, Func<T, T, T> function)
    {
        var result = new T[Math.Max(a.Length, b.Length)];
        for (int i = 0; i < result.Length; i++)
            result[i] = function(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i]);
        return result;
    }

    private static T[]? Sum(T[]? a, T[]? b) => a is null ? b : b is null ? a : Combine(a, b, (x, y) => x + y);
}
