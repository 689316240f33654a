using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class UpdatesInDouble : UpdatesTests<double>;

public sealed class UpdatesInFloat : UpdatesTests<float>;

/// <summary>
/// The optimizers' kernels against their formulas in double; the weights that were replaced must be in the gradient
/// afterwards.
/// </summary>
public abstract class UpdatesTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Rate = 0.1, Momentum = 0.9, Decay = 0.95, Epsilon = 1e-6;

    private static readonly T _rate = T.CreateChecked(Rate), _momentum = T.CreateChecked(Momentum);

    private static readonly MeanSquare<T> _meanSquare = new(_rate, T.CreateChecked(Decay), T.CreateChecked(1 - Decay), T.CreateChecked(Epsilon));

    private static readonly AdaptiveMoments<T> _adam = new(
        rate: T.CreateChecked(Rate * 0.5 / (1 - 0.9)),
        beta1: T.CreateChecked(0.9),
        added1: T.CreateChecked(1 - 0.9),
        beta2: T.CreateChecked(0.99),
        added2: T.CreateChecked(1 - 0.99),
        epsilon: T.CreateChecked(Epsilon * 0.5),
        kept: T.CreateChecked(0.98));

    public static TheoryData<string> Rules() => [.. _rules.Keys];

    private delegate bool Kernel(Span<T> w, Span<T> g, Span<T> s, Span<T> r, Workers? workers);

    private static readonly Dictionary<string, (Kernel Run, Func<double, double, double, double, (double W, double S, double R)> Formula)> _rules = new()
    {
        ["w -= rate g"] = ((w, g, _, _, workers) => Updates<T>.Apply(new Descent<T>(_rate), w, g, w, w, workers), (w, g, s, r) => (w - Rate * g, s, r)),
        ["v = momentum v + g; w -= rate v"] = (
            (w, g, s, _, workers) => Updates<T>.Apply(new MomentumOutside<T>(_rate, _momentum), w, g, s, w, workers),
            (w, g, v, r) => (w - Rate * (Momentum * v + g), Momentum * v + g, r)),
        ["v = momentum v + g; w -= rate (g + momentum v)"] = (
            (w, g, s, _, workers) => Updates<T>.Apply(new NesterovOutside<T>(_rate, _momentum), w, g, s, w, workers),
            (w, g, v, r) => (w - Rate * (g + Momentum * (Momentum * v + g)), Momentum * v + g, r)),
        ["v = momentum v - rate g; w += v"] = (
            (w, g, s, _, workers) => Updates<T>.Apply(new MomentumInside<T>(_rate, _momentum), w, g, s, w, workers),
            (w, g, v, r) => (w + (Momentum * v - Rate * g), Momentum * v - Rate * g, r)),
        ["v = momentum v - rate g; w += momentum v - rate g"] = (
            (w, g, s, _, workers) => Updates<T>.Apply(new NesterovInside<T>(_rate, _momentum), w, g, s, w, workers),
            (w, g, v, r) => (w + (Momentum * (Momentum * v - Rate * g) - Rate * g), Momentum * v - Rate * g, r)),
        ["s = decay s + (1 - decay) g g; w -= rate g / (sqrt(s) + epsilon)"] = (
            (w, g, s, _, workers) => Updates<T>.Apply(_meanSquare, w, g, s, w, workers),
            (w, g, s, r) => (w - Rate * g / (Math.Sqrt(Decay * s + (1 - Decay) * g * g) + Epsilon), Decay * s + (1 - Decay) * g * g, r)),
        ["m and v as in Adam, weights decayed as in AdamW"] = (
            (w, g, s, r, workers) => Updates<T>.Apply(_adam, w, g, s, r, workers),
            (w, g, s, r) =>
            {
                double m = 0.9 * s + 0.1 * g, v = 0.99 * r + 0.01 * g * g;
                return (0.98 * w - Rate * (m / 0.1) / (Math.Sqrt(v / 0.25) + Epsilon), m, v);
            }
        ),
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_element_is_updated_by_the_formula_and_nothing_else_is_written(string rule)
    {
        foreach (int n in KernelData.Sizes)
        {
            var state = new State(n, shift: n % 5);
            double[][] before = state.InDouble();

            bool isFinite = _rules[rule].Run(state.W.Span, state.G.Span, state.S.Span, state.R.Span, null);

            isFinite.Should().BeTrue();
            double[][] after = state.InDouble();
            after[1].Should().Equal(before[0], "the gradient's place holds the weights that were replaced");
            for (int i = 0; i < n; i++)
            {
                (double w, double s, double r) = _rules[rule].Formula(before[0][i], before[1][i], before[2][i], before[3][i]);
                KernelData.ShouldBeNear<T>(after[0][i], w, Math.Abs(before[0][i]) + Math.Abs(w - before[0][i]), 8, $"weight {i} of {n}");
                KernelData.ShouldBeNear<T>(after[2][i], s, 1, 4, $"memory {i} of {n}");
                KernelData.ShouldBeNear<T>(after[3][i], r, 1, 4, $"second memory {i} of {n}");
            }

            state.GuardsShouldStand();
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void One_weight_that_would_not_be_finite_is_reported_wherever_it_stands(string rule)
    {
        foreach (int n in KernelData.Sizes)
        {
            foreach (int place in (int[])[0, n / 2, n - 1])
            {
                foreach (T bad in (T[])[T.NaN, T.PositiveInfinity, T.NegativeInfinity])
                {
                    var state = new State(n, shift: 0);
                    double[] weights = state.InDouble()[0];
                    state.G.Span[place] = bad;

                    bool isFinite = _rules[rule].Run(state.W.Span, state.G.Span, state.S.Span, state.R.Span, null);

                    isFinite.Should().BeFalse("the gradient is {0} at {1} of {2}", bad, place, n);
                    KernelData.InDouble<T>(state.G.Span).Should().Equal(weights, "the step can be taken back");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Threads_that_share_an_update_leave_the_same_bits(string rule)
    {
        using var three = new Workers(WorkerMemory.ForThreads(3));
        foreach (int n in (int[])[Workers.SmallestUpdate - 1, Workers.SmallestUpdate, Workers.SmallestUpdate + 1, 3 * Workers.SmallestUpdate + 17])
        {
            State alone = new(n, shift: 1), shared = new(n, shift: 1);

            _rules[rule].Run(alone.W.Span, alone.G.Span, alone.S.Span, alone.R.Span, null).Should().BeTrue();
            _rules[rule].Run(shared.W.Span, shared.G.Span, shared.S.Span, shared.R.Span, three).Should().BeTrue();

            shared.W.Span.SequenceEqual(alone.W.Span).Should().BeTrue();
            shared.G.Span.SequenceEqual(alone.G.Span).Should().BeTrue();
            shared.S.Span.SequenceEqual(alone.S.Span).Should().BeTrue();
            shared.R.Span.SequenceEqual(alone.R.Span).Should().BeTrue();
            shared.GuardsShouldStand();
            shared.G.Span[n / 2] = T.NaN;
            _rules[rule].Run(shared.W.Span, shared.G.Span, shared.S.Span, shared.R.Span, three).Should()
                .BeFalse("a part that is not finite counts, whoever computed it");
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_is_remembered_of_a_weight_without_gradient_ends_at_zero_and_not_among_the_slow_subnormal_numbers(string rule)
    {
        double smallestNormal = typeof(T) == typeof(float) ? Math.Pow(2, -126) : Math.Pow(2, -1022);
        foreach (int n in KernelData.Sizes)
        {
            var state = new State(n, shift: n % 5);
            double[] weights = state.InDouble()[0];
            state.G.Span.Clear();
            double memory = rule.StartsWith("s =", StringComparison.Ordinal) ? smallestNormal : -smallestNormal;
            state.S.Span.Fill(T.CreateChecked(memory));
            state.R.Span.Fill(T.CreateChecked(smallestNormal));
            bool isDecayed = rule.StartsWith("m and v", StringComparison.Ordinal);

            _rules[rule].Run(state.W.Span, state.G.Span, state.S.Span, state.R.Span, null).Should().BeTrue();

            double[][] after = state.InDouble();
            after[0].Should().Equal(weights.Select(w => isDecayed ? double.CreateChecked(T.CreateChecked(0.98) * T.CreateChecked(w)) : w));
            after[2].Should().OnlyContain(s => s == (rule == "w -= rate g" ? memory : 0));
            after[3].Should().OnlyContain(r => r == (isDecayed ? 0 : smallestNormal));
        }
    }

    /// <summary>Weights, gradient and two memories, the second of which is never negative.</summary>
    private sealed class State
    {
        public State(int n, int shift)
        {
            W = Filled(n, shift, seed: 1);
            G = Filled(n, shift, seed: 2);
            S = Filled(n, shift, seed: 3);
            R = Filled(n, shift, seed: 4);
        }

        public GuardedSpan<T> W { get; }

        public GuardedSpan<T> G { get; }

        public GuardedSpan<T> S { get; }

        public GuardedSpan<T> R { get; }

        public double[][] InDouble() => [KernelData.InDouble<T>(W.Span), KernelData.InDouble<T>(G.Span), KernelData.InDouble<T>(S.Span),
            KernelData.InDouble<T>(R.Span)];

        public void GuardsShouldStand()
        {
            foreach (GuardedSpan<T> span in (GuardedSpan<T>[])[W, G, S, R])
                span.GuardsShouldStand();
        }

        private static GuardedSpan<T> Filled(int n, int shift, int seed)
        {
            var span = new GuardedSpan<T>(n, shift);
            T[] values = KernelData.Random<T>(n, seed);
            if (seed >= 3)
                values = [.. values.Select(T.Abs)];
            values.CopyTo(span.Span);
            return span;
        }
    }
}
