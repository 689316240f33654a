namespace NeuralNet.Onnx.Import;

/// <summary>
/// What classifiers put behind their scores: the index or the name of the best class, or a map from names to scores.
/// </summary>
internal sealed partial class Operators<T>
{
    private Head<T> ArgMax(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("axis", "keepdims", "select_last_index");
        Samples<T> samples = SamplesInput(node);
        int axis = FeatureAxis(node, samples, node.Integer("axis", 0));
        if (samples.Features[axis] != samples.Width)
            throw node.Refuse($"it takes the largest along axis {Text.Of(node.Integer("axis", 0))} of {ShapeText(samples)}, but the largest of all "
                + "numbers of a sample was expected.");
        if (samples.Width == 1)
            throw node.Refuse("the largest of one number a sample is always the first, class 0, but one output of a network says yes or no.");
        return node.Integer("select_last_index", 0) == 0
            ? new Head<T>(samples, null)
            : throw node.Refuse("of equal scores it takes the last (select_last_index), but a network's class is the first of them.");
    }

    private Head<T> ZipMap(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("classlabels_int64s", "classlabels_strings");
        IReadOnlyList<string> classes = node.Strings("classlabels_strings") ?? node.Integers("classlabels_int64s")?.Select(Text.Of).ToArray()
            ?? throw node.Refuse("it names no classes.");
        return WithClasses(node, SamplesInput(node), classes);
    }

    /// <summary>From the index of a class to its name.</summary>
    private Head<T> Named(Node node, Head<T> head, Constant<T> table)
    {
        if (head.Classes is not null)
            throw node.Refuse("it looks up a class that has a name already.");
        return WithClasses(node, head.Scores, table.Names() ?? throw node.Refuse("its classes are fractions, but integers or texts were expected."));
    }

    /// <summary>From one name of a class to another.</summary>
    private Head<T> LabelEncoder(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("keys_int64s", "keys_strings", "keys_tensor", "values_int64s", "values_strings", "values_tensor", "default_int64",
            "default_string", "default_float", "default_tensor", "classes_strings");
        if (Input(node, 0) is not Head<T> head)
            throw node.Refuse("it renames other things than classes.");
        if (head.Scores.Width is Sizes.Unknown or > int.MaxValue)
            throw node.Refuse("how many classes there are is not known.");
        IReadOnlyList<string> Names(string kind) => node.Strings($"{kind}_strings") ?? node.Integers($"{kind}_int64s")?.Select(Text.Of).ToArray()
            ?? (node.Tensor($"{kind}_tensor") is { } tensor ? values.Tensors.Read(tensor, $"The {kind} of {node}").Names() : null) ?? [];
        IReadOnlyList<string> keys = node.Strings("classes_strings") is { } indexed ? [.. indexed.Select((_, i) => Text.Of(i))] : Names("keys");
        IReadOnlyList<string> names = node.Strings("classes_strings") ?? Names("values");
        if (keys.Count == 0 || keys.Count != names.Count)
            throw node.Refuse($"it has {Text.Of(keys.Count)} keys and {Text.Of(names.Count)} values, but one of each for every class was expected.");
        var table = new Dictionary<string, string>();
        for (int i = 0; i < keys.Count; i++)
            table[keys[i]] = names[i];
        budget.Spend(16 * head.Scores.Width);
        IEnumerable<string> present = head.Classes ?? Enumerable.Range(0, (int)head.Scores.Width).Select(i => Text.Of(i));
        return WithClasses(node, head.Scores, [.. present.Select(name => table.GetValueOrDefault(name)
            ?? throw node.Refuse($"it has no name for the class {Text.Name(name)}."))]);
    }

    private static Head<T> WithClasses(Node node, Samples<T> scores, IReadOnlyList<string> classes)
    {
        if (scores.Width != Sizes.Unknown && scores.Width != classes.Count)
            throw node.Refuse($"it names {Text.Of(classes.Count)} classes, but there are {Text.Of(scores.Width)} scores for each sample.");
        if (classes.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw node.Refuse($"it gives two classes the name {Text.Name(twice.Key)}.");
        return new Head<T>(scores, classes);
    }
}
