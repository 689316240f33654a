namespace NeuralNet;

/// <summary>Where a description comes from: it knows how to make the parts, and what else the file holds.</summary>
internal interface IDescriptionSource
{
    LearningRateSchedule MakeSchedule(Description description);

    Initializer MakeInitializer(Description description);

    object MakeLayer(Description description);

    object MakeLoss(Description description);

    /// <summary>Throws unless the file holds a tensor of that name and shape for the layer that is described.</summary>
    void RequireTensor(Description layer, string name, ReadOnlySpan<int> shape);
}
