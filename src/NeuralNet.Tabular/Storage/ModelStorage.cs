namespace NeuralNet.Tabular;

/// <summary>A model as a network that the library saves and loads, and back.</summary>
internal static class ModelStorage
{
    public static KnownTypes<double> Types { get; } = new KnownTypes<double>().WithLayer(ModelLayer.Kind, ModelLayer.Make);

    public static Network<double> Wrap(TabularModel model)
    {
        double[][] constants = [ModelOutline.Write(model), .. model.Members.Concat(model.SpreadMembers).Select(MemberStorage.Weights)];
        int outputs = Math.Max(1, model.Classes.Count);
        var layer = new ModelLayer(model.Columns.Count, outputs, [.. constants.Select(values => values.Length)], model.Report.Choices);
        for (int i = 0; i < constants.Length; i++)
            constants[i].CopyTo(layer[i], 0);
        var network = new Network<double>(model.Columns.Count, [layer]);
        network.UseSchema(new DataSchema
        {
            FeatureNames = [.. model.Columns.Select(column => column.Name)],
            Categories = model.Columns.Where(column => column.Levels.Count > 0).ToDictionary(column => column.Name, column => new LabelEncoder(column.Levels)),
            FeatureUnits = [.. model.Columns.Select(column => column.Unit)],
            TargetUnits = [.. Enumerable.Range(0, outputs).Select(k => model.Unit)],
            TargetNames = [.. Enumerable.Range(0, outputs).Select(k => model.Target)],
            ClassNames = model.Classes.Count == 0 ? null : model.Classes,
        });
        return network;
    }

    /// <exception cref="InvalidDataException">The file holds a network of another kind, or its numbers make no
    /// sense.</exception>
    public static TabularModel Unwrap(Network<double> network)
    {
        if (network.Layers is not [ModelLayer layer] || network.Schema is not { FeatureNames: { } names, TargetNames: [{ } target, ..] } schema)
            throw new InvalidDataException("The file holds a network, but no model of a table: read it with Network.Load.");
        try
        {
            return ModelOutline.Read(layer, names, target, schema);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The file's model of a table makes no sense: {e.Message}", e);
        }
    }
}
