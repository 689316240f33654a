using System.Globalization;

namespace NeuralNet;

/// <summary>Names of PyTorch's modules: of the tensor <c>net.0.weight</c> the module is <c>net.0</c>.</summary>
internal static class ModuleNames
{
    private const int MostNames = 12;

    public static string Tensor(string module, string parameter) => module.Length == 0 ? parameter : $"{module}.{parameter}";

    public static string Of(string tensor) => tensor[..Math.Max(0, tensor.LastIndexOf('.'))];

    /// <summary>
    /// The modules of tensors in the order of their numbers, if their names are alike but for numbers: any other order
    /// would be a guess.
    /// </summary>
    /// <exception cref="InvalidDataException">There are modules whose names differ in other things than
    /// numbers.</exception>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> tensors)
    {
        string[] modules = [.. tensors.Select(Of).Distinct()];
        if (modules.Length < 2)
            return modules;
        (string Module, string Pattern, ulong[] Numbers)[] parsed = [.. modules.Select(Parse)];
        Array.Sort(parsed, (one, other) => one.Numbers.AsSpan().SequenceCompareTo(other.Numbers));
        for (int i = 1; i < parsed.Length; i++)
        {
            if (parsed[i].Pattern != parsed[0].Pattern || parsed[i].Numbers.AsSpan().SequenceEqual(parsed[i - 1].Numbers))
                throw new InvalidDataException($"The names of the file's modules do not tell their order: {List(modules)}. Give them in 'modules', in the "
                    + "order of the network's layers.");
        }

        return [.. parsed.Select(module => module.Module)];
    }

    /// <summary>Names for a message, not too many.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(MostNames + 1).Select(Check.Quoted)];
        return first.Length == 0 ? "none" : string.Join(", ", first.Take(MostNames)) + (first.Length > MostNames ? ", ..." : "");
    }

    /// <summary>
    /// A name as what stays the same and what is counted: <c>net.10.fc2</c> is <c>net.#.fc#</c> with 10 and 2.
    /// </summary>
    private static (string Module, string Pattern, ulong[] Numbers) Parse(string module)
    {
        var pattern = new System.Text.StringBuilder();
        var numbers = new List<ulong>();
        for (int i = 0; i < module.Length;)
        {
            int end = i;
            while (end < module.Length && char.IsAsciiDigit(module[end]))
                end++;
            if (end == i)
            {
                pattern.Append(module[i++]);
                continue;
            }

            if (!ulong.TryParse(module.AsSpan(i, end - i), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
                throw new InvalidDataException($"The module {Check.Quoted(module)} has a number that is too large to be one of a layer.");
            numbers.Add(number);
            pattern.Append('#');
            i = end;
        }

        return (module, pattern.ToString(), [.. numbers]);
    }
}
