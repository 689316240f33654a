using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// What a full-batch method makes small: the loss on all samples with its penalties, as a function of all weights in
/// one row of numbers. Samples are taken block by block, in order, so the memory does not grow with them and neither do
/// the bits depend on threads.
/// </summary>
internal sealed class Objective<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Samples of a block where weights are few, and elements of its Jacobian matrix where they are many: these should
    /// stay in a cache, and the rows fill vectors.
    /// </summary>
    private const int MostRows = 640, LeastRows = 128, JacobianElements = 1 << 17;

    private readonly Loss<T> _loss;
    private readonly ParameterState<T>[] _parameters;
    private readonly TrainingData<T> _data;
    private readonly Workers? _workers;
    private readonly Func<bool> _isInterrupted;
    private readonly int[] _indices;
    private readonly Minibatch<T> _full;
    private readonly Minibatch<T>? _rest;
    private readonly double _totalWeight;
    private Room? _room;
    private bool _isGathered;

    /// <param name="network">The network.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="state">The parameters that are trained, in order, with room for their gradients.</param>
    /// <param name="data">All samples.</param>
    /// <param name="workers">Threads that share the work; null for none.</param>
    /// <param name="isInterrupted">Asked before every block; if so, evaluating throws.</param>
    public Objective(Network<T> network, Loss<T> loss, TrainingState<T> state, TrainingData<T> data, Workers? workers, Func<bool> isInterrupted)
    {
        _loss = loss;
        _parameters = state.Parameters;
        _data = data;
        _workers = workers;
        _isInterrupted = isInterrupted;
        Count = CountOf(_parameters);
        Elements = (long)(data.Weights?.Count(weight => weight > 0) ?? data.Count) * data.Outputs;
        int rows = Math.Min(RowsOfBlock(Count), data.Count);
        _full = new Minibatch<T>(network, loss, rows, state.Gradients, inputGradient: null, workers, isWhole: true, data.TargetsAreInputs);
        int rest = data.Count % rows;
        _rest = rest == 0 ? null : new Minibatch<T>(network, loss, rest, state.Gradients, inputGradient: null, workers, isWhole: true, data.TargetsAreInputs);
        _indices = [.. Enumerable.Range(0, data.Count)];
        _totalWeight = data.Weights?.Sum() ?? data.Count;
    }

    /// <summary>Weights, P.</summary>
    public int Count { get; }

    /// <summary>Residuals: samples, without those of weight 0, times outputs.</summary>
    public long Elements { get; }

    /// <summary>The factors of the penalties L1 sum|W| + L2/2 sum(W*W) on the parameters that are not exempt.</summary>
    public double L1 { get; set; }

    /// <inheritdoc cref="L1"/>
    public double L2 { get; set; }

    /// <summary>
    /// The loss that <see cref="Scores"/> show is without penalties if they are the method's own affair.
    /// </summary>
    public bool ScoresPenalties { get; init; } = true;

    /// <summary>Is shown the first block with its loss, when its gradients are in memory; null for nobody.</summary>
    public Action<Minibatch<T>, double>? OnBackward { private get; set; }

    /// <summary>
    /// Whether all samples are one block, so that derivatives need no second pass forwards through the layers.
    /// </summary>
    public bool IsOneBlock => _full.Rows == _data.Count;

    /// <summary>Passes over all samples so far.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The scores at the last evaluation.</summary>
    public ScoreSums Scores { get; private set; }

    /// <summary>The loss at the last evaluation without penalties.</summary>
    public double Loss { get; private set; }

    /// <summary>The batch in which the last evaluation left the finite numbers; null if it did not.</summary>
    public Minibatch<T>? NotFinite { get; private set; }

    public static int CountOf(IEnumerable<ParameterState<T>> parameters)
    {
        int count = 0;
        foreach (ParameterState<T> parameter in parameters)
            count = checked(count + parameter.Values.Length);
        return count;
    }

    /// <summary>Samples of a block.</summary>
    public static int RowsOfBlock(int count) => Math.Clamp(JacobianElements / Math.Max(count, 1) / 16 * 16, LeastRows, MostRows);

    /// <summary>Copies the weights.</summary>
    public void Get(Span<T> weights)
    {
        int start = 0;
        foreach (ParameterState<T> parameter in _parameters)
        {
            parameter.Values.CopyTo(weights[start..]);
            start += parameter.Values.Length;
        }
    }

    /// <summary>Changes the weights.</summary>
    public void Set(ReadOnlySpan<T> weights)
    {
        int start = 0;
        foreach (ParameterState<T> parameter in _parameters)
        {
            weights.Slice(start, parameter.Values.Length).CopyTo(parameter.Values);
            start += parameter.Values.Length;
        }

        _full.Invalidate();
        _rest?.Invalidate();
    }

    /// <summary>Whether penalties act on each weight.</summary>
    public bool[] Penalized()
        => [.. _parameters.SelectMany(parameter => Enumerable.Repeat(parameter.Parameter.Decay == Decay.Penalized, parameter.Values.Length))];

    /// <summary>The value alone.</summary>
    public double Value() => Evaluate([], null);

    /// <summary>The value and its gradient.</summary>
    public double ValueAndGradient(Span<T> gradient)
    {
        double value = Evaluate(gradient, null);
        AddPenaltyGradient(gradient);
        return value;
    }

    /// <summary>
    /// The value with penalties, and without them the gradient and J' H J: see <see cref="AddPenaltyGradient"/>.
    /// </summary>
    public double ValueGradientAndCurvature(Span<T> gradient, SymmetricMatrix<T> curvature)
    {
        _room ??= new Room(this);
        curvature.Clear();
        return Evaluate(gradient, curvature);
    }

    /// <summary>
    /// As <see cref="ValueGradientAndCurvature"/> at weights that may be given up: nobody is shown them.
    /// </summary>
    public double TrialWithDerivatives(Span<T> gradient, SymmetricMatrix<T> curvature)
    {
        Action<Minibatch<T>, double>? shown = OnBackward;
        OnBackward = null;
        try
        {
            return ValueGradientAndCurvature(gradient, curvature);
        }
        finally
        {
            OnBackward = shown;
        }
    }

    /// <summary>Adds L2 w + L1 sign(w) for the penalised weights.</summary>
    public void AddPenaltyGradient(Span<T> gradient)
    {
        int start = 0;
        foreach (ParameterState<T> parameter in _parameters)
        {
            int length = parameter.Values.Length;
            if (parameter.Parameter.Decay == Decay.Penalized && (L1 > 0 || L2 > 0))
                Elementwise<T>.AddPenaltyGradient(T.CreateTruncating(L1), T.CreateTruncating(L2), parameter.Values, gradient.Slice(start, length));
            start += length;
        }
    }

    /// <summary>The sum of squares of the penalised weights.</summary>
    public double SquaredWeights() => Sum(Reductions<T>.SumOfSquares);

    /// <summary>Refuses a loss without curvature.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public void CheckCurvature(string method)
    {
        Gather(_full, 0);
        _full.Forward(seed: 0, step: 0);
        if (!new RowFactors<T>(_loss, _full.Rows, _data.Outputs).Compute(_full, 1))
            throw new ArgumentException($"{method} needs the second derivative of the loss, and {_loss} gives none. Use {nameof(Lbfgs)} or {nameof(Rprop)}, "
                + $"which need none, or override {nameof(Loss<T>.Hessian)}.", "loss");
    }

    private double Evaluate(Span<T> gradient, SymmetricMatrix<T>? curvature)
    {
        double penalty = (L2 > 0 ? 0.5 * L2 * SquaredWeights() : 0) + (L1 > 0 ? L1 * Sum(Reductions<T>.SumOfAbsolutes) : 0);
        ScoreSums sums = default;
        Evaluations++;
        NotFinite = null;
        double loss = 0;
        for (int start = 0; start < _data.Count; start += _full.Rows)
        {
            if (_isInterrupted())
                throw new OperationCanceledException();
            Minibatch<T> batch = start + _full.Rows <= _data.Count ? _full : _rest!;
            Gather(batch, start);
            double share = batch.Weight / _totalWeight;
            double value = batch.Forward(seed: 0, step: 0);
            batch.AddScores(ref sums, _data.Answers, ScoresPenalties ? penalty : 0);
            if (!double.IsFinite(value))
                NotFinite ??= batch;
            else if (!gradient.IsEmpty)
                AddDerivatives(batch, value, start == 0, share, gradient, curvature);

            // A weighted mean block by block: the sum of losses near the largest number would overflow.
            loss += share * value;
            if (NotFinite is not null)
                break;
        }

        Scores = sums;
        Loss = loss;
        return loss + penalty;
    }

    private void Gather(Minibatch<T> batch, int start)
    {
        if (_isGathered && batch.Rows == _data.Count)
            return;
        batch.Gather(_data, _indices.AsSpan(start, batch.Rows), _workers);
        _isGathered = true;
    }

    private void AddDerivatives(Minibatch<T> batch, double loss, bool isFirst, double share, Span<T> gradient, SymmetricMatrix<T>? curvature)
    {
        if (curvature is not null)
            AddCurvature(batch, share, curvature);
        batch.Backward();
        if (isFirst)
            OnBackward?.Invoke(batch, loss);
        int start = 0;
        foreach (ParameterState<T> parameter in _parameters)
        {
            Span<T> sum = gradient.Slice(start, parameter.Values.Length);
            if (isFirst)
                sum.Clear();
            Elementwise<T>.AddScaled(T.CreateTruncating(share), parameter.GradientValues, sum);
            start += parameter.Values.Length;
        }
    }

    /// <summary>
    /// Adds the squares of the block's Jacobian matrix, one for each output; the gradient of the loss is where it was
    /// afterwards.
    /// </summary>
    private void AddCurvature(Minibatch<T> batch, double share, SymmetricMatrix<T> curvature)
    {
        RowFactors<T> factors = _room!.Factors(batch, share);
        T[] lossGradient = batch.LossGradient.Values();
        Span<T> kept = _room.LossGradient.AsSpan(0, lossGradient.Length);
        Span<T> jacobian = Scratch<T>.FromLine(_room.Jacobian)[..(GramProduct<T>.Padded(Count) * batch.Rows)];
        lossGradient.CopyTo(kept);
        for (int r = 0; r < _data.Outputs; r++)
        {
            if (factors.IsZero(r))
                continue;
            batch.BackwardBySample(factors[r], jacobian[..(Count * batch.Rows)]);
            jacobian[(Count * batch.Rows)..].Clear();
            GramProduct<T>.Add(curvature, batch.Rows, jacobian, _workers);
        }

        kept.CopyTo(lossGradient);
    }

    private double Sum(Func<ReadOnlySpan<T>, double> measure)
    {
        double sum = 0;
        foreach (ParameterState<T> parameter in _parameters)
        {
            if (parameter.Parameter.Decay == Decay.Penalized)
                sum += measure(parameter.Values);
        }

        return sum;
    }

    /// <summary>What only curvature needs: one block of the Jacobian matrix.</summary>
    private sealed class Room(Objective<T> owner)
    {
        private readonly RowFactors<T> _full = new(owner._loss, owner._full.Rows, owner._data.Outputs);
        private readonly RowFactors<T>? _rest = owner._rest is { } rest ? new(owner._loss, rest.Rows, owner._data.Outputs) : null;

        public T[] Jacobian { get; } = new T[owner._full.Rows * GramProduct<T>.Padded(owner.Count) + Scratch<T>.LineBytes];

        public T[] LossGradient { get; } = new T[owner._full.Rows * owner._data.Outputs];

        public RowFactors<T> Factors(Minibatch<T> batch, double share)
        {
            RowFactors<T> factors = batch == owner._full ? _full : _rest!;
            factors.Compute(batch, share);
            return factors;
        }
    }
}
