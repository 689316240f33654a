using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>Single elements, for the rest that fills no vector and for machines without any.</summary>
internal readonly struct ScalarLanes<T> : ILanes<T, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load(ref T source, int index) => Unsafe.Add(ref source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T value, ref T destination, int index) => Unsafe.Add(ref destination, index) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Create(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add(T x, T y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Subtract(T x, T y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Multiply(T x, T y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Divide(T x, T y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd(T x, T y, T z) => T.FusedMultiplyAdd(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sqrt(T x) => T.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Abs(T x) => T.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CopySign(T x, T y) => T.CopySign(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T IfGreater(T a, T b, T x, T y) => a > b ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T IfEqual(T a, T b, T x, T y) => a == b ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(T x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T PowerOfTwo(T n) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(n + T.CreateTruncating(FloatFormat.SingleRounder + FloatFormat.SingleBias)) << FloatFormat.SingleMantissaBits)
        : Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(n + T.CreateTruncating(FloatFormat.DoubleRounder + FloatFormat.DoubleBias)) << FloatFormat.DoubleMantissaBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exponent(T x) => typeof(T) == typeof(float)
        ? T.CreateTruncating((Unsafe.BitCast<T, int>(x) >>> FloatFormat.SingleMantissaBits) - FloatFormat.SingleBias)
        : T.CreateTruncating((Unsafe.BitCast<T, long>(x) >>> FloatFormat.DoubleMantissaBits) - FloatFormat.DoubleBias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Mantissa(T x) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<int, T>((Unsafe.BitCast<T, int>(x) & FloatFormat.SingleMantissaMask) | FloatFormat.SingleOne)
        : Unsafe.BitCast<long, T>((Unsafe.BitCast<T, long>(x) & FloatFormat.DoubleMantissaMask) | FloatFormat.DoubleOne);
}
