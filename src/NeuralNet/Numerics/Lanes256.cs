using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>256-bit vectors.</summary>
internal readonly struct Lanes256<T> : ILanes<Vector256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(ref T source, int index) => Vector256.LoadUnsafe(ref source, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, ref T destination, int index) => value.StoreUnsafe(ref destination, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Create(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> x, Vector256<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> x, Vector256<T> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> x, Vector256<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> x, Vector256<T> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> x, Vector256<T> y, Vector256<T> z) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> x) => Vector256.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs(Vector256<T> x) => Vector256.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> CopySign(Vector256<T> x, Vector256<T> y) => Vector256.CopySign(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IfGreater(Vector256<T> a, Vector256<T> b, Vector256<T> x, Vector256<T> y)
        => Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IfEqual(Vector256<T> a, Vector256<T> b, Vector256<T> x, Vector256<T> y)
        => Vector256.ConditionalSelect(Vector256.Equals(a, b), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(Vector256<T> x) => Lanes128<T>.Fold(x.GetLower() + x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> PowerOfTwo(Vector256<T> n) => typeof(T) == typeof(float)
        ? Vector256.ShiftLeft((n.AsSingle() + Vector256.Create(FloatFormat.SingleRounder + FloatFormat.SingleBias)).AsInt32(), FloatFormat.SingleMantissaBits).As<int, T>()
        : Vector256.ShiftLeft((n.AsDouble() + Vector256.Create(FloatFormat.DoubleRounder + FloatFormat.DoubleBias)).AsInt64(), FloatFormat.DoubleMantissaBits).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Exponent(Vector256<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> biased = Vector256.ShiftRightLogical(x.AsInt32(), FloatFormat.SingleMantissaBits) | Vector256.Create(FloatFormat.SingleInteger).AsInt32();
            return (biased.AsSingle() - Vector256.Create(FloatFormat.SingleInteger + FloatFormat.SingleBias)).As<float, T>();
        }

        Vector256<long> wide = Vector256.ShiftRightLogical(x.AsInt64(), FloatFormat.DoubleMantissaBits) | Vector256.Create(FloatFormat.DoubleInteger).AsInt64();
        return (wide.AsDouble() - Vector256.Create(FloatFormat.DoubleInteger + FloatFormat.DoubleBias)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mantissa(Vector256<T> x) => typeof(T) == typeof(float)
        ? ((x.AsInt32() & Vector256.Create(FloatFormat.SingleMantissaMask)) | Vector256.Create(FloatFormat.SingleOne)).As<int, T>()
        : ((x.AsInt64() & Vector256.Create(FloatFormat.DoubleMantissaMask)) | Vector256.Create(FloatFormat.DoubleOne)).As<long, T>();
}
