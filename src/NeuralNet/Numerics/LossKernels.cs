using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// Losses on column-major rows x columns matrices: the value is sum_i rowWeights[i] * (loss of row i), the gradient with respect to
/// <c>p</c> (predictions) or <c>z</c> (logits) is written to <c>gradient</c>, which may be the same span as <c>p</c> or <c>z</c>.
/// An empty gradient is not written.
/// </summary>
internal static class LossKernels
{
    /// <summary>Row loss: mean over the columns of (p - t)^2.</summary>
    public static double SquaredError<T>(int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        T n = T.CreateTruncating(columns);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                T difference = p[j * rows + i] - t[j * rows + i];
                T weight = rowWeights[i] / n;
                total += double.CreateTruncating(weight * difference * difference);
                if (!gradient.IsEmpty)
                    gradient[j * rows + i] = (difference + difference) * weight;
            }
        }

        return total;
    }

    /// <summary>Row loss: mean over the columns of |p - t|; the gradient at 0 is 0.</summary>
    public static double AbsoluteError<T>(int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        T n = T.CreateTruncating(columns);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                T difference = p[j * rows + i] - t[j * rows + i];
                T weight = rowWeights[i] / n;
                total += double.CreateTruncating(weight * T.Abs(difference));
                if (!gradient.IsEmpty)
                    gradient[j * rows + i] = difference > T.Zero ? weight : difference < T.Zero ? -weight : T.Zero;
            }
        }

        return total;
    }

    /// <summary>Row loss: mean over the columns of d^2 / 2 where |d| is at most delta, delta (|d| - delta / 2) elsewhere, with d = p - t.</summary>
    public static double Huber<T>(T delta, int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        T n = T.CreateTruncating(columns);
        T half = T.CreateTruncating(0.5);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                T difference = p[j * rows + i] - t[j * rows + i];
                T weight = rowWeights[i] / n;
                T clamped = T.Clamp(difference, -delta, delta);
                total += double.CreateTruncating(weight * clamped * (difference - half * clamped));
                if (!gradient.IsEmpty)
                    gradient[j * rows + i] = weight * clamped;
            }
        }

        return total;
    }

    /// <summary>
    /// Row loss: -sum_j s_j log softmax(z)_j with the smoothed targets s = (1 - smoothing) t + smoothing sum(t) / columns;
    /// gradient rowWeight (softmax(z) sum(s) - s). A class of target 0 adds nothing, even where its log-probability is minus infinity.
    /// </summary>
    public static double SoftmaxCrossEntropy<T>(T smoothing, int rows, int columns, ReadOnlySpan<T> z, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        T n = T.CreateTruncating(columns);
        for (int i = 0; i < rows; i++)
        {
            T max = z[i];
            T targetSum = t[i];
            for (int j = 1; j < columns; j++)
            {
                max = T.Max(max, z[j * rows + i]);
                targetSum += t[j * rows + i];
            }

            T sum = T.Zero;
            for (int j = 0; j < columns; j++)
                sum += T.Exp(z[j * rows + i] - max);
            T logSum = T.Log(sum);
            T share = smoothing * targetSum / n;
            T rowLoss = T.Zero;
            for (int j = 0; j < columns; j++)
            {
                T target = (T.One - smoothing) * t[j * rows + i] + share;
                T shifted = z[j * rows + i] - max;
                if (target != T.Zero)
                    rowLoss += target * (logSum - shifted);
                if (!gradient.IsEmpty)
                    gradient[j * rows + i] = rowWeights[i] * (T.Exp(shifted) / sum * targetSum - target);
            }

            total += double.CreateTruncating(rowWeights[i] * rowLoss);
        }

        return total;
    }

    /// <summary>
    /// Row loss: mean over the columns of max(z, 0) - z s + log(1 + exp(-|z|)) with s = (1 - smoothing) t + smoothing / 2;
    /// gradient rowWeight (sigmoid(z) - s) / columns.
    /// </summary>
    public static double BinaryCrossEntropy<T>(T smoothing, int rows, int columns, ReadOnlySpan<T> z, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        T n = T.CreateTruncating(columns);
        T half = T.CreateTruncating(0.5);
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                T logit = z[j * rows + i];
                T target = (T.One - smoothing) * t[j * rows + i] + smoothing * half;
                T weight = rowWeights[i] / n;
                T e = T.Exp(-T.Abs(logit));
                T linear = logit > T.Zero ? logit * (T.One - target) : -logit * target;
                total += double.CreateTruncating(weight * (linear + T.LogP1(e)));
                T sigmoid = logit >= T.Zero ? T.One / (T.One + e) : e / (T.One + e);
                if (!gradient.IsEmpty)
                    gradient[j * rows + i] = weight * (sigmoid - target);
            }
        }

        return total;
    }
}
