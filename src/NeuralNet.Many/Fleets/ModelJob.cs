using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Many.Fleets;
using NeuralNet.Many.Running;

namespace NeuralNet.Many;

/// <summary>All that a model of a fleet is a function of.</summary>
/// <param name="Key">Its name among the others.</param>
/// <param name="Seed">Its seed, a function of the key.</param>
/// <param name="Recipe">How its trainer is made.</param>
/// <param name="Load">Gets its data; called once, on the thread that trains or sends.</param>
public sealed record ModelJob<T>(string Key, int Seed, Recipe<T> Recipe, Func<Dataset<T>> Load)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The fingerprint of what the model in the file was trained from; null if there is none. The same again needs no
    /// training.
    /// </summary>
    public string? Known { get; init; }

    /// <summary>Loads the data and trains on the calling thread, unless all is as it was known.</summary>
    /// <param name="cancellation">Ends the training after the current update.</param>
    /// <returns>How it ended; what was thrown by recipe, data or training is an outcome, too.</returns>
    /// <exception cref="OperationCanceledException">The token was set before the training had ended.</exception>
    public ModelOutcome Run(CancellationToken cancellation)
    {
        string fingerprint = "";
        try
        {
            cancellation.ThrowIfCancellationRequested();
            Dataset<T> data = Load() ?? throw new InvalidOperationException("The function that loads the data returned null.");
            Trainer<T> trainer = Training.OnOneThread(Recipe.Make(data, Seed), nameof(Recipe<>.Make));
            fingerprint = Fingerprint.Of(data, trainer);
            if (fingerprint == Known)
                return new ModelOutcome(ModelStatus.Kept, fingerprint);
            TrainingResult result = trainer.Fit(data, cancellation: cancellation);
            cancellation.ThrowIfCancellationRequested();
            return Outcome(trainer.Network, result, fingerprint) with { AreTargetsConstant = AreConstant(data.Y) };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new ModelOutcome(ModelStatus.Failed, fingerprint) { Message = $"{e.GetType().Name}: {e.Message}" };
        }
    }

    private static bool AreConstant(Matrix<T> y)
    {
        for (int j = 0; j < y.ColumnCount; j++)
        {
            for (int i = 1; i < y.RowCount; i++)
            {
                if (y.At(i, j) != y.At(0, j))
                    return false;
            }
        }

        return true;
    }

    private static ModelOutcome Outcome(Network<T> network, TrainingResult result, string fingerprint)
    {
        bool isUsable = Training.IsUsable(result);
        byte[]? model = null;
        if (isUsable)
        {
            using var stream = new MemoryStream();
            network.Save(stream);
            model = stream.ToArray();
        }

        return new ModelOutcome(isUsable ? ModelStatus.Trained : ModelStatus.Failed, fingerprint)
        {
            StopReason = result.StopReason,
            Message = result.StopMessage,
            Steps = result.Steps,
            Loss = result.FinalScores?.Loss,
            Findings = [.. result.Findings.Select(finding => finding.Code).Distinct()],
            Model = model,
        };
    }
}
