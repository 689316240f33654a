using System.Numerics;

namespace NeuralNet.Tests;

public sealed class LossReferenceInDouble : LossReferenceTests<double>;

public sealed class LossReferenceInFloat : LossReferenceTests<float>;

/// <summary>Cross-entropy and squared error with their gradients at ordinary and extreme inputs.</summary>
public abstract class LossReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly LossFixture _fixture = Fixture.Read<LossFixture>("activations-losses");

    [Fact]
    public void Cross_entropy_of_labels_is_exact_for_logits_of_any_size()
    {
        foreach (LabelCase c in _fixture.CrossEntropyLabels.Where(c => c.Logits.IsFiniteIn<T>()))
        {
            (double loss, Matrix<T> gradient) = Evaluate(new SoftmaxCrossEntropy<T>(), c.Logits, Labels.ToOneHot<T>(c.Labels, c.Logits.Cols));

            _fixture.Tolerance.Losses.Assert<T>(loss, c.Loss, c.Name);
            _fixture.Tolerance.Derivatives.Assert(gradient, c.Gradient, c.Name);
            for (int i = 0; i < c.Labels.Length; i++)
            {
                (double sample, _) = Evaluate(new SoftmaxCrossEntropy<T>(), c.Logits, Labels.ToOneHot<T>(c.Labels, c.Logits.Cols), onlyRow: i);
                _fixture.Tolerance.Losses.Assert<T>(sample, c.PerSample[i], $"{c.Name}, sample {i}");
            }
        }
    }

    [Fact]
    public void Cross_entropy_of_distributions_is_that_of_the_reference()
    {
        foreach (TargetCase c in _fixture.CrossEntropyTargets)
        {
            (double loss, Matrix<T> gradient) = Evaluate(new SoftmaxCrossEntropy<T>(), c.Logits, c.Targets.To<T>());

            _fixture.Tolerance.Losses.Assert<T>(loss, c.Loss, c.Name);
            _fixture.Tolerance.Derivatives.Assert(gradient, c.Gradient, c.Name);
        }
    }

    [Fact]
    public void Squared_and_absolute_error_are_means_over_all_elements()
    {
        foreach (SquaredErrorCase c in _fixture.MeanSquaredError.Where(c => c.IsResolvedIn<T>()))
        {
            (double squared, Matrix<T> gradient) = Evaluate(new MeanSquaredError<T>(), c.Prediction, c.Target.To<T>());
            (double absolute, _) = Evaluate(new MeanAbsoluteError<T>(), c.Prediction, c.Target.To<T>());

            _fixture.Tolerance.Losses.Assert<T>(squared, c.Mse, c.Name);
            _fixture.Tolerance.Derivatives.Assert(gradient, c.Gradient, c.Name);
            _fixture.Tolerance.Losses.Assert<T>(absolute, c.MeanAbsoluteError, c.Name);
            _fixture.Tolerance.Losses.Assert<T>(Metrics.MeanSquaredError(c.Prediction.To<T>(), c.Target.To<T>()), c.Mse, c.Name);
            _fixture.Tolerance.Losses.Assert<T>(Metrics.MeanAbsoluteError(c.Prediction.To<T>(), c.Target.To<T>()), c.MeanAbsoluteError, c.Name);
        }
    }

    private static (double Loss, Matrix<T> Gradient) Evaluate(Loss<T> loss, FixtureMatrix predictions, Matrix<T> targets, int? onlyRow = null)
    {
        var rowWeights = new T[predictions.Rows];
        if (onlyRow is { } row)
            rowWeights[row] = T.One;
        else
            Array.Fill(rowWeights, T.CreateChecked(1.0 / predictions.Rows));
        Matrix<T> gradient = Matrix<T>.Build.Dense(predictions.Rows, predictions.Cols);
        return (loss.Evaluate(predictions.To<T>(), targets, rowWeights, gradient), gradient);
    }

    private sealed record LossFixture(Tolerances Tolerance, LabelCase[] CrossEntropyLabels, TargetCase[] CrossEntropyTargets,
        SquaredErrorCase[] MeanSquaredError);

    private sealed record Tolerances(ElementTolerance Derivatives, ElementTolerance Losses);

    private sealed record LabelCase(string Name, FixtureMatrix Logits, int[] Labels, double[] PerSample, double Loss, FixtureMatrix Gradient);

    private sealed record TargetCase(string Name, FixtureMatrix Logits, FixtureMatrix Targets, double Loss, FixtureMatrix Gradient);

    private sealed record SquaredErrorCase(string Name, FixtureMatrix Prediction, FixtureMatrix Target, double Mse, FixtureMatrix Gradient,
        double MeanAbsoluteError)
    {
        /// <summary>Whether predictions that differ from their targets still do so once rounded.</summary>
        public bool IsResolvedIn<TNumber>()
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
            => Prediction.Data.Zip(Target.Data).All(pair => pair.First == pair.Second
                || TNumber.CreateChecked(pair.First) != TNumber.CreateChecked(pair.Second));
    }
}
