namespace NeuralNet.Orleans.Grains;

/// <summary>The grains of a run's models by their keys.</summary>
/// <remarks>
/// What kind of grain the interface stands for is asked once: Orleans reads the attributes of the interface anew for
/// every grain that it is asked for by its type.
/// </remarks>
internal sealed class ModelGrains(IGrainFactory grains, string run)
{
    private GrainReference? _known;

    public IModelGrain Of(string key)
    {
        string name = $"{run}/{key}";
        if (_known is { } known)
            return (IModelGrain)grains.GetGrain(GrainId.Create(known.GrainId.Type, name), known.InterfaceType);
        IModelGrain grain = grains.GetGrain<IModelGrain>(name);
        _known = grain as GrainReference;
        return grain;
    }
}
