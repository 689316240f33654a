using System.Numerics;
using NeuralNet.Many;

namespace NeuralNet.Orleans;

/// <summary>
/// What a silo can train: recipes and objectives by their names. Messages name them; no code is loaded from a message.
/// </summary>
public sealed class TrainingCatalog
{
    private readonly Dictionary<string, Func<ModelRequest, CancellationToken, ModelOutcome>> _recipes = [];
    private readonly Dictionary<string, IObjective> _objectives = [];
    private readonly Dictionary<string, Func<byte[], double[], double[]>> _predictions = [];

    /// <summary>How many trainings run at a time on the silo, at least 1; as many as there are processors unless set.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// After how many epochs a trial's checkpoint is written to the silo's storage, at least 1: so much is trained
    /// again where a silo is lost.
    /// </summary>
    public int CheckpointEpochs { get; set; } = 50;

    /// <summary>Adds the recipe of a fleet.</summary>
    /// <param name="recipe">The same that clients name.</param>
    /// <param name="knownTypes">How to make layers of one's own that its networks have; null if there are none.</param>
    /// <exception cref="ArgumentException">There is one of the name.</exception>
    public TrainingCatalog Add<T>(Recipe<T> recipe, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(recipe);
        _recipes.Add(recipe.Name, (request, cancellation) => new ModelJob<T>(request.Key, request.Seed, recipe, request.Samples.ToDataset<T>)
        {
            Known = request.Known,
        }.Run(cancellation));
        _predictions.Add(recipe.Name, (model, features) => Predict(model, features, knownTypes));
        return this;
    }

    /// <summary>Adds the objective of a search; its data are those that the silo has.</summary>
    /// <param name="objective">The same that clients search with.</param>
    /// <exception cref="ArgumentException">There is one of the name.</exception>
    public TrainingCatalog Add<T>(SearchObjective<T> objective)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(objective);
        _objectives.Add(objective.Name, new Objective<T>(objective));
        return this;
    }

    internal ModelOutcome Train(ModelRequest request, CancellationToken cancellation) => Find(_recipes, request.Recipe, "recipe")(request, cancellation);

    internal double[] Predict(string recipe, byte[] model, double[] features) => Find(_predictions, recipe, "recipe")(model, features);

    internal IObjective Objective(string name) => Find(_objectives, name, "objective");

    private static TValue Find<TValue>(Dictionary<string, TValue> values, string name, string what) => values.TryGetValue(name, out TValue? value)
        ? value
        : throw new ArgumentException($"This silo has no {what} '{name}', only {(values.Count == 0 ? "none" : string.Join(", ", values.Keys))}: add it where "
            + $"the silo is built, with {nameof(SiloTraining.AddNeuralNet)}.");

    private static double[] Predict<T>(byte[] model, double[] features, KnownTypes<T>? knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream(model);
        return [.. Network.Load(stream, knownTypes).Predict([.. features.Select(T.CreateTruncating)]).Select(double.CreateTruncating)];
    }
}

/// <summary>An objective, whatever its precision.</summary>
internal interface IObjective
{
    int Splits { get; }

    /// <summary>How many epochs the trial's own options ask for.</summary>
    int Epochs(TrialRequest request);

    TrialOutcome Run(TrialRequest request, int epochs, string folder, CancellationToken cancellation);

    string CheckpointName(TrialRequest request, int split);
}

internal sealed class Objective<T>(SearchObjective<T> objective) : IObjective
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Splits => objective.Splits.Count;

    public int Epochs(TrialRequest request)
        => objective.Make(TrialSettings.FromJson(request.Settings), objective.Splits[0].Training, request.Seed).Options.Epochs;

    public TrialOutcome Run(TrialRequest request, int epochs, string folder, CancellationToken cancellation)
        => Job(request, epochs).Run(folder, cancellation);

    public string CheckpointName(TrialRequest request, int split) => Job(request, request.Epochs).CheckpointName(split);

    private TrialJob<T> Job(TrialRequest request, int? epochs)
        => new(objective, request.Trial, TrialSettings.FromJson(request.Settings), request.Seed, epochs);
}
