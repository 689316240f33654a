using System.Numerics;
using System.Reflection;

namespace NeuralNet.Tests;

/// <summary>
/// The library's layers and losses, found by reflection, so that a new one is tested without being listed.
/// </summary>
internal static class Library
{
    /// <summary>Arguments of constructors that have no default, by name.</summary>
    private static readonly Dictionary<string, object> _arguments = new()
    {
        ["rate"] = 0.3,
        ["units"] = 5,
        ["lowest"] = -0.75,
        ["highest"] = 1.25,
    };

    public static IEnumerable<string> LayerNames => ConcreteTypes(typeof(Layer<>));

    /// <summary>The losses that are types, and those made of functions.</summary>
    public static IEnumerable<string> LossNames
        => ConcreteTypes(typeof(Loss<>)).Concat([nameof(NeuralNet.Loss.ByElement), nameof(NeuralNet.Loss.FromFunction), nameof(NeuralNet.Loss.Numerical)]);

    public static Layer<T> Layer<T>(string name, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (Layer<T>)Make<T>(name, inputs);

    /// <summary>The same with settings other than the defaults, as far as there are any.</summary>
    public static Layer<T> LayerOfOtherSettings<T>(string name, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (Layer<T>)Make<T>(name, inputs, Other);

    public static Loss<T> Loss<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => name switch
        {
            nameof(NeuralNet.Loss.ByElement) => NeuralNet.Loss.ByElement<T>((p, t) => T.Exp(p - t) - p + t, (p, t) => T.Exp(p - t) - T.One),
            nameof(NeuralNet.Loss.FromFunction) => NeuralNet.Loss.FromFunction<T>((p, t) =>
            {
                Matrix<T> difference = p - t;
                T scale = T.One / T.CreateChecked(p.RowCount);
                return (difference.Enumerate().Sum(d => double.CreateChecked(d * d * scale / (T.One + T.One))), difference * scale);
            }),
            nameof(NeuralNet.Loss.Numerical) => NeuralNet.Loss.Numerical<T>((p, t) => (p - t).Enumerate()
                .Sum(d => double.CreateChecked(d) * double.CreateChecked(d))),
            _ => (Loss<T>)Make<T>(name, inputs: 0),
        };

    private static IEnumerable<string> ConcreteTypes(Type family) => typeof(Network).Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: true } && Bases(type).Contains(family))
        .Select(type => type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
            yield return parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent;
    }

    private static object? Other(object? setting) => setting switch
    {
        double number => number / 2,
        Enum choice => Enum.GetValues(choice.GetType()).GetValue(Enum.GetValues(choice.GetType()).Length - 1),
        _ => setting,
    };

    private static object Make<T>(string name, int inputs, Func<object?, object?>? setting = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Type type = typeof(Network).Assembly.GetType($"NeuralNet.{name}`1", throwOnError: true)!.MakeGenericType(typeof(T));
        ConstructorInfo constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.Name == "inputs" ? inputs
            : parameter.ParameterType == typeof(IReadOnlyList<T>) ? Enumerable.Range(1, inputs).Select(i => T.CreateChecked(0.4 * i)).ToArray()
            : (setting ?? (value => value))(parameter.HasDefaultValue ? parameter.DefaultValue : _arguments[parameter.Name!]))]);
    }
}
