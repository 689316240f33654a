using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>512-bit vectors.</summary>
internal readonly struct Lanes512<T> : ILanes<Vector512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(ref T source, int index) => Vector512.LoadUnsafe(ref source, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, ref T destination, int index) => value.StoreUnsafe(ref destination, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Create(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> x, Vector512<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> x, Vector512<T> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> x, Vector512<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Divide(Vector512<T> x, Vector512<T> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> z) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt(Vector512<T> x) => Vector512.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs(Vector512<T> x) => Vector512.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> CopySign(Vector512<T> x, Vector512<T> y) => Vector512.CopySign(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IfGreater(Vector512<T> a, Vector512<T> b, Vector512<T> x, Vector512<T> y)
        => Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IfEqual(Vector512<T> a, Vector512<T> b, Vector512<T> x, Vector512<T> y)
        => Vector512.ConditionalSelect(Vector512.Equals(a, b), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(Vector512<T> x) => Lanes256<T>.Fold(x.GetLower() + x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> PowerOfTwo(Vector512<T> n) => typeof(T) == typeof(float)
        ? Vector512.ShiftLeft((n.AsSingle() + Vector512.Create(FloatFormat.SingleRounder + FloatFormat.SingleBias)).AsInt32(), FloatFormat.SingleMantissaBits).As<int, T>()
        : Vector512.ShiftLeft((n.AsDouble() + Vector512.Create(FloatFormat.DoubleRounder + FloatFormat.DoubleBias)).AsInt64(), FloatFormat.DoubleMantissaBits).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exponent(Vector512<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> biased = Vector512.ShiftRightLogical(x.AsInt32(), FloatFormat.SingleMantissaBits) | Vector512.Create(FloatFormat.SingleInteger).AsInt32();
            return (biased.AsSingle() - Vector512.Create(FloatFormat.SingleInteger + FloatFormat.SingleBias)).As<float, T>();
        }

        Vector512<long> wide = Vector512.ShiftRightLogical(x.AsInt64(), FloatFormat.DoubleMantissaBits) | Vector512.Create(FloatFormat.DoubleInteger).AsInt64();
        return (wide.AsDouble() - Vector512.Create(FloatFormat.DoubleInteger + FloatFormat.DoubleBias)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Mantissa(Vector512<T> x) => typeof(T) == typeof(float)
        ? ((x.AsInt32() & Vector512.Create(FloatFormat.SingleMantissaMask)) | Vector512.Create(FloatFormat.SingleOne)).As<int, T>()
        : ((x.AsInt64() & Vector512.Create(FloatFormat.DoubleMantissaMask)) | Vector512.Create(FloatFormat.DoubleOne)).As<long, T>();
}
