using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Weights of a safetensors file, whoever wrote it, for the layers of a network that is there already.
/// </summary>
internal static class WeightImport
{
    public static void Read<T>(Network<T> network, Stream stream, IReadOnlyList<string>? modules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (modules?.Contains(null!) == true)
            throw new ArgumentException("'modules' holds null, but names were expected.", nameof(modules));
        TensorFile file = TensorFile.Read(stream);
        Target<T>[] targets = Targets(network, modules ?? ModuleNames.InOrder(file.Entries.Keys.Where(name => name != UncertaintyTensor.Name)),
            message => modules is null
            ? new InvalidDataException(message) : new ArgumentException(message, nameof(modules)));

        // All values are read before the first weight changes.
        T[][] values = [.. targets.Select(target => Values<T>(file, target))];
        if (modules is null && file.Entries.Keys.Where(name => name != UncertaintyTensor.Name).Except(targets.Select(target => target.Name))
            .FirstOrDefault() is { } unused)
            throw new InvalidDataException($"The file holds the tensor {Check.Quoted(unused)}, which no layer of the network has. To leave it out, name "
                + "the modules to be read in 'modules'.");
        for (int i = 0; i < targets.Length; i++)
            values[i].CopyTo(targets[i].Parameter.Span);
    }

    private static Target<T>[] Targets<T>(Network<T> network, IReadOnlyList<string> modules, Func<string, Exception> mistake)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] trained = [.. Indices(network, layer => layer.Parameters.Count > 0)];
        int[] stored = [.. Indices(network, layer => layer.Stored.Any())];
        bool hasConstants = modules.Count == stored.Length;
        if (!hasConstants && modules.Count != trained.Length)
            throw mistake($"The network has {Check.Text(trained.Length)} layers with parameters, but there are {Check.Text(modules.Count)} modules: "
                + $"{ModuleNames.List(modules)}.");
        int[] layers = hasConstants ? stored : trained;
        return
        [
            .. layers.Zip(modules).SelectMany(pair =>
            {
                Layer<T> layer = network.Layers[pair.First];
                return (hasConstants ? layer.Stored : layer.Parameters)
                    .Select(parameter => new Target<T>(pair.Second, parameter, layer is Dense<T> dense && parameter.Value == dense.Biases,
                    $"layer {Check.Text(pair.First)} ({layer})"));
            }),
        ];
    }

    private static T[] Values<T>(TensorFile file, Target<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!file.Entries.TryGetValue(target.Name, out TensorEntry? tensor) && IsLinearWithoutBias(file, target))
            return new T[target.Parameter.Span.Length];
        if (tensor is null)
            throw new InvalidDataException($"The file holds no tensor {Check.Quoted(target.Name)}, the {target.Parameter.Name} of {target.Place}. It "
                + $"holds {ModuleNames.List(file.Entries.Keys)}.");
        int[] expected = ModelFile.ShapeOf(target.Parameter);
        if (!tensor.Shape.AsSpan().SequenceEqual(expected))
            throw new InvalidDataException($"Tensor {Check.Quoted(tensor.Name)} has the shape {tensor.ShapeText}, but the {target.Parameter.Name} of "
                + $"{target.Place} needs [{string.Join(", ", expected.Select(Check.Text))}]{(expected.Length == 2 ? " (outputs x inputs)" : "")}.");
        if (!TensorFile.CanRead<T>(tensor))
            throw new InvalidDataException($"Tensor {Check.Quoted(tensor.Name)} is of type {tensor.Type}, but the network's precision "
                + $"{TensorType.Of<T>()} holds F16, BF16, F32{(typeof(T) == typeof(double) ? " and F64" : "")} without "
                + $"rounding.{(tensor.Type == "F64" ? " Use a network in double." : "")}");
        var values = new T[target.Parameter.Span.Length];
        file.CopyTo<T>(tensor, values);
        return values;
    }

    /// <summary>PyTorch's <c>Linear(bias=False)</c> stores a weight and nothing else: its biases are 0.</summary>
    private static bool IsLinearWithoutBias<T>(TensorFile file, Target<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => target.MayBeAbsent && file.Entries.Keys.Where(name => ModuleNames.Of(name) == target.Module).ToArray() is [var only]
            && only == ModuleNames.Tensor(target.Module, "weight");

    private static IEnumerable<int> Indices<T>(Network<T> network, Func<Layer<T>, bool> isWanted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Enumerable.Range(0, network.Layers.Count).Where(i => isWanted(network.Layers[i]));

    private sealed class Target<T>(string module, Parameter<T> parameter, bool mayBeAbsent, string place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public string Module { get; } = module;

        public Parameter<T> Parameter { get; } = parameter;

        public bool MayBeAbsent { get; } = mayBeAbsent;

        public string Place { get; } = place;

        public string Name => ModuleNames.Tensor(Module, Parameter.Name);
    }
}
