using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// One stage of a network: a function of a batch, its derivative, and the parameters it owns. A layer holds nothing
/// that belongs to one batch, so a network predicts from many threads at once.
/// </summary>
/// <remarks>
/// Naming in every layer: x is the input, y the output, dy = dLoss/dy comes in on the way back, dx = dLoss/dx goes out.
/// Samples are rows. Matrices handed to a layer are dense; their sizes have been checked when the network was built.
/// </remarks>
public abstract class Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The matrices that training changes; none unless overridden.</summary>
    public virtual IReadOnlyList<Parameter<T>> Parameters => [];

    /// <summary>
    /// Matrices that are saved with the layer and that training leaves as they are, such as the offsets of
    /// <see cref="Scaling{T}"/>; none unless overridden.
    /// </summary>
    public virtual IReadOnlyList<Parameter<T>> Constants => [];

    /// <summary>
    /// The initial weights that suit a parametrised layer in front of this one; null if this layer has no preference.
    /// </summary>
    public virtual Initializer? PreferredInitializer => null;

    /// <summary>
    /// Whether the forward pass of training draws random numbers, so that it differs from prediction.
    /// </summary>
    public virtual bool IsStochastic => false;

    /// <summary>
    /// The values that outputs can take; any number unless overridden. Tells whether targets can be reached and whether
    /// units can saturate.
    /// </summary>
    public virtual OutputRange OutputRange => OutputRange.Unlimited;

    /// <summary>The number of outputs for a given number of inputs.</summary>
    /// <param name="inputSize">Columns of the batch that enters the layer.</param>
    /// <returns>Columns of the batch that leaves it.</returns>
    /// <exception cref="ArgumentException">The layer cannot take that many inputs.</exception>
    public abstract int OutputSize(int inputSize);

    /// <summary>
    /// Computes y from x, as in prediction. Must be a pure function: several threads may call it at once.
    /// </summary>
    /// <param name="input">x, <c>N x inputs</c>. Not to be changed.</param>
    /// <param name="output">y, <c>N x outputs</c>, to be written in full.</param>
    public abstract void Forward(Matrix<T> input, Matrix<T> output);

    /// <summary>
    /// Computes y from x in training; the same as <see cref="Forward(Matrix{T}, Matrix{T})"/> unless overridden.
    /// </summary>
    /// <param name="pass">x to read and y to write, with random numbers and scratch memory.</param>
    public virtual void ForwardTraining(LayerPass<T> pass) => Forward(pass.Input, pass.Output);

    /// <summary>
    /// Computes the gradients of the parameters, and dx where <see cref="LayerPass{T}.InputGradient"/> is not null,
    /// from x, y and dy.
    /// </summary>
    /// <param name="pass">The same pass that the forward pass of this step was given.</param>
    public abstract void Backward(LayerPass<T> pass);

    /// <summary>
    /// Computes the gradients of the parameters for each sample by itself, of which <see cref="Backward"/> gives the
    /// sum, and dx as it does: what the Jacobian matrix of <see cref="LevenbergMarquardt"/> is made of. Unless
    /// overridden, each sample makes its way alone, forward and back, which is right for every layer and takes longer.
    /// </summary>
    /// <param name="pass">The pass that the forward pass was given; dy may be another at every call. What it has room
    /// for of the gradients' sum need not be written.</param>
    /// <param name="gradients">
    /// <c>N x P</c>, to be written in full, where P is the number of elements of all the layer's parameters, in their
    /// order and column by column: the derivative for sample n with respect to element k stands at <c>k N + n</c>.
    /// </param>
    public virtual void BackwardBySample(LayerPass<T> pass, Span<T> gradients)
    {
        Backward(pass);
        int rows = pass.Output.RowCount;
        for (int n = 0; n < rows && !gradients.IsEmpty; n++)
        {
            LayerPass<T> one = pass.OfSample(n);
            ForwardTraining(one);
            Backward(one);
            int k = 0;
            foreach (Matrix<T> gradient in one.ParameterGradients)
            {
                foreach (T value in gradient.Values())
                    gradients[k++ * rows + n] = value;
            }
        }
    }

    /// <summary>Sets the initial values of the parameters; called once when a network is built.</summary>
    /// <param name="preferred">What suits the layer that follows.</param>
    /// <param name="random">A stream of this layer's own.</param>
    public virtual void Initialize(Initializer preferred, RandomStream random)
    {
    }

    /// <summary>
    /// A layer with the same settings and parameters of its own with the same values. A layer without parameters and
    /// constants may return itself.
    /// </summary>
    /// <exception cref="NotSupportedException">
    /// The layer has parameters or constants and does not override this method.
    /// </exception>
    public virtual Layer<T> Copy()
        => Parameters.Count + Constants.Count == 0 ? this
            : throw new NotSupportedException($"{GetType().Name} has {(Parameters.Count > 0 ? "parameters" : "constants")}, so it must override Copy to give "
                + "the copy its own.");

    /// <summary>
    /// What a file says of the layer: its kind and settings. The kind is the type's name and there are no settings
    /// unless overridden.
    /// </summary>
    public virtual Description Describe() => new(Description.NameOf(GetType()));

    /// <summary>The layer's name and settings, such as <c>Dense 4 -> 3</c>.</summary>
    public override string ToString() => Describe().ToString();

    /// <summary>
    /// Throws unless a batch has the columns that the layer takes and the output the shape that it gives.
    /// </summary>
    private protected static void CheckShapes(Matrix<T> input, Matrix<T> output, int inputs, int outputs)
    {
        if (input.ColumnCount != inputs || output.ColumnCount != outputs || output.RowCount != input.RowCount)
            throw new ArgumentException($"The layer turns N x {Check.Text(inputs)} into N x {Check.Text(outputs)}, but was given an input of "
                + $"{Check.Shape(input)} and an output of {Check.Shape(output)}.");
    }

    /// <summary>
    /// Whether prediction is a straight line, y = x A + b: two such layers in a row can do no more than one.
    /// </summary>
    internal virtual bool IsAffine => false;

    /// <summary>The share of its inputs that the layer drops in training.</summary>
    internal virtual double DropShare => 0;

    /// <summary>What a file holds of the layer: parameters, then constants.</summary>
    internal IEnumerable<Parameter<T>> Stored => Constants.Count == 0 ? Parameters : Parameters.Concat(Constants);

    /// <summary>
    /// Throws unless the layer gives the same parameters and constants whenever it is asked: others than those it
    /// computes with would be trained, and saved, in vain.
    /// </summary>
    internal void CheckParameters()
    {
        CheckSame(Parameters, Parameters, nameof(Parameters));
        CheckSame(Constants, Constants, nameof(Constants));
    }

    private void CheckSame(IReadOnlyList<Parameter<T>>? first, IReadOnlyList<Parameter<T>>? second, string property)
    {
        if (first is null || second is null)
            throw Unusable($"{property} is null, but a list was expected, [] for none.");
        for (int i = 0; i < first.Count; i++)
        {
            if (first[i] is null)
                throw Unusable($"{property}[{Check.Text(i)}] is null, but a parameter was expected.");
            if (second.Count != first.Count || !ReferenceEquals(first[i], second[i]))
                throw Unusable($"{property} makes '{first[i].Name}' anew at each call, so that what is trained is never what the layer computes with: make it "
                    + "once, in a field, and return that.");
        }
    }

    private InvalidOperationException Unusable(string what) => new($"{GetType().Name}.{what}");

    /// <summary>A copy that has been found to share no parameter: networks that did would train each other.</summary>
    internal Layer<T> CopyWithOwnParameters()
    {
        CheckParameters();
        Layer<T> copy = Copy() ?? throw new InvalidOperationException($"{GetType().Name}.Copy() returned null.");
        if (Stored.FirstOrDefault(copy.Stored.Contains) is { } shared)
            throw new InvalidOperationException($"{GetType().Name}.Copy() returned a layer with the same parameter '{shared.Name}', not one of its own: make "
                + "a new layer and copy the values.");
        return copy;
    }

    /// <summary>The copy of a network that is never trained, with the same outputs to the bit.</summary>
    internal virtual Layer<T> CopyForPrediction() => CopyWithOwnParameters();
}
