using System.Numerics;
using System.Text.Json.Serialization;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Keeps gradients from growing too large before the optimizer sees them; penalties are included.</summary>
[JsonConverter(typeof(OptionsJsonConverter))]
public abstract record GradientClipping
{
    private GradientClipping()
    {
    }

    /// <summary>
    /// Scales all gradients together so that their common Euclidean norm is at most a limit (Pascanu et al., 2013); the
    /// direction stays.
    /// </summary>
    /// <param name="largestNorm">The limit, above 0.</param>
    public static GradientClipping ByNorm(double largestNorm) => new NormClipping(largestNorm);

    /// <summary>Clamps each element of the gradients to +-limit.</summary>
    /// <param name="largestValue">The limit, above 0.</param>
    public static GradientClipping ByValue(double largestValue) => new ValueClipping(largestValue);

    internal abstract void Validate();

    internal abstract Description Describe();

    internal abstract void Apply<T>(ReadOnlySpan<ParameterState<T>> states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private sealed record NormClipping(double LargestNorm) : GradientClipping
    {
        internal override void Validate() => Check.Range(LargestNorm, nameof(LargestNorm), 0, double.PositiveInfinity, Bounds.OpenBelow);

        internal override Description Describe() => new(nameof(ByNorm)) { Settings = new Dictionary<string, double> { ["largestNorm"] = LargestNorm } };

        internal override void Apply<T>(ReadOnlySpan<ParameterState<T>> states)
        {
            double norm = Norm(states);
            if (norm <= LargestNorm)
                return;

            // Finite gradients may have squares beyond the largest number: made smaller by a power of two, they keep
            // their direction.
            if (double.IsPositiveInfinity(norm))
            {
                Scale(Math.ScaleB(1, typeof(T) == typeof(float) ? -80 : -600), states);
                norm = Norm(states);
            }

            Scale(LargestNorm / norm, states);
        }

        private static double Norm<T>(ReadOnlySpan<ParameterState<T>> states)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double squares = 0;
            foreach (ParameterState<T> state in states)
                squares += Reductions<T>.SumOfSquares(state.GradientValues);
            return Math.Sqrt(squares);
        }

        private static void Scale<T>(double factor, ReadOnlySpan<ParameterState<T>> states)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (ParameterState<T> state in states)
                Elementwise<T>.Scale(T.CreateTruncating(factor), state.GradientValues);
        }

        public override string ToString() => RecordText.Of(nameof(NormClipping), PrintMembers);
    }

    private sealed record ValueClipping(double LargestValue) : GradientClipping
    {
        internal override void Validate() => Check.Range(LargestValue, nameof(LargestValue), 0, double.PositiveInfinity, Bounds.OpenBelow);

        internal override Description Describe() => new(nameof(ByValue)) { Settings = new Dictionary<string, double> { ["largestValue"] = LargestValue } };

        internal override void Apply<T>(ReadOnlySpan<ParameterState<T>> states)
        {
            foreach (ParameterState<T> state in states)
                Elementwise<T>.Clamp(T.CreateTruncating(LargestValue), state.GradientValues);
        }

        public override string ToString() => RecordText.Of(nameof(ValueClipping), PrintMembers);
    }
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType ClippingByNorm =
        Clipping(nameof(GradientClipping.ByNorm), description => GradientClipping.ByNorm(description["largestNorm"]));

    public static readonly RegisteredType ClippingByValue =
        Clipping(nameof(GradientClipping.ByValue), description => GradientClipping.ByValue(description["largestValue"]));
}
