using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>128-bit vectors.</summary>
internal readonly struct Lanes128<T> : ILanes<Vector128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(ref T source, int index) => Vector128.LoadUnsafe(ref source, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, ref T destination, int index) => value.StoreUnsafe(ref destination, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Create(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> x, Vector128<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> x, Vector128<T> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> x, Vector128<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> x, Vector128<T> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> z) => typeof(T) == typeof(float)
        ? Vector128.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector128.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> x) => Vector128.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Abs(Vector128<T> x) => Vector128.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> CopySign(Vector128<T> x, Vector128<T> y) => Vector128.CopySign(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfGreater(Vector128<T> a, Vector128<T> b, Vector128<T> x, Vector128<T> y)
        => Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfEqual(Vector128<T> a, Vector128<T> b, Vector128<T> x, Vector128<T> y)
        => Vector128.ConditionalSelect(Vector128.Equals(a, b), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(Vector128<T> x)
    {
        if (typeof(T) == typeof(float))
            x += Vector128.Shuffle(x.AsSingle(), Vector128.Create(2, 3, 0, 1)).As<float, T>();
        return x.GetElement(0) + x.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> PowerOfTwo(Vector128<T> n) => typeof(T) == typeof(float)
        ? Vector128.ShiftLeft((n.AsSingle() + Vector128.Create(FloatFormat.SingleRounder + FloatFormat.SingleBias)).AsInt32(), FloatFormat.SingleMantissaBits).As<int, T>()
        : Vector128.ShiftLeft((n.AsDouble() + Vector128.Create(FloatFormat.DoubleRounder + FloatFormat.DoubleBias)).AsInt64(), FloatFormat.DoubleMantissaBits).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Exponent(Vector128<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<int> biased = Vector128.ShiftRightLogical(x.AsInt32(), FloatFormat.SingleMantissaBits) | Vector128.Create(FloatFormat.SingleInteger).AsInt32();
            return (biased.AsSingle() - Vector128.Create(FloatFormat.SingleInteger + FloatFormat.SingleBias)).As<float, T>();
        }

        Vector128<long> wide = Vector128.ShiftRightLogical(x.AsInt64(), FloatFormat.DoubleMantissaBits) | Vector128.Create(FloatFormat.DoubleInteger).AsInt64();
        return (wide.AsDouble() - Vector128.Create(FloatFormat.DoubleInteger + FloatFormat.DoubleBias)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Mantissa(Vector128<T> x) => typeof(T) == typeof(float)
        ? ((x.AsInt32() & Vector128.Create(FloatFormat.SingleMantissaMask)) | Vector128.Create(FloatFormat.SingleOne)).As<int, T>()
        : ((x.AsInt64() & Vector128.Create(FloatFormat.DoubleMantissaMask)) | Vector128.Create(FloatFormat.DoubleOne)).As<long, T>();
}
