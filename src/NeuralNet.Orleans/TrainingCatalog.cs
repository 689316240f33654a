using System.Numerics;
using NeuralNet.Many;

namespace NeuralNet.Orleans;

/// <summary>
/// What a silo can train: recipes and objectives by their names. Messages name them; no code is loaded from a message.
/// </summary>
public sealed class TrainingCatalog
{
    private readonly Dictionary<string, Func<ModelRequest, CancellationToken, ModelOutcome>> _recipes = [];
    private readonly Dictionary<string, Func<byte[], Func<double[], double[]>>> _predictors = [];
    private readonly Dictionary<string, IObjective> _objectives = [];

    /// <summary>
    /// How many trainings run at a time on the silo, at least 1; as many as there are processors unless set.
    /// </summary>
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
        _recipes.Add(recipe.Name, (request, cancellation)
            => new ModelJob<T>(request.Key, request.Seed, recipe, request.Samples!.ToDataset<T>) { Known = request.Known }.Run(cancellation));
        _predictors.Add(recipe.Name, model => Predictor(model, knownTypes));
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

    /// <summary>The outputs of a model as a function of a sample.</summary>
    internal Func<double[], double[]> Predictor(string recipe, byte[] model) => Find(_predictors, recipe, "recipe")(model);

    /// <summary>The objective that a trial is for, with the data that its caller has.</summary>
    internal IObjective Objective(TrialRequest request)
    {
        IObjective objective = Find(_objectives, request.Objective, "objective");
        return objective.Data == request.Data
            ? objective
            : throw new ArgumentException($"The data of the objective '{request.Objective}' on this silo are not those that the client has: load the same, "
                + "split in the same way.");
    }

    private static TValue Find<TValue>(Dictionary<string, TValue> values, string name, string what) => values.TryGetValue(name, out TValue? value)
        ? value
        : throw new ArgumentException($"This silo has no {what} '{name}', only {(values.Count == 0 ? "none" : string.Join(", ", values.Keys))}: add it where "
            + $"the silo is built, with {nameof(SiloTraining.AddNeuralNet)}.");

    private static Func<double[], double[]> Predictor<T>(byte[] model, KnownTypes<T>? knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream(model);
        Network<T> network = Network.Load(stream, knownTypes);
        return features => [.. network.Predict([.. features.Select(T.CreateTruncating)]).Select(double.CreateTruncating)];
    }
}
