using MathNet.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>Functions of each element, of one constant or of two that the format spreads over each other.</summary>
internal sealed partial class Folding<T>
{
    private static readonly Dictionary<string, Func<T, T>> _ofOne = new()
    {
        ["Neg"] = x => -x,
        ["Abs"] = T.Abs,
        ["Sign"] = x => T.CreateTruncating(T.IsNaN(x) ? 0 : T.Sign(x)),
        ["Sqrt"] = T.Sqrt,
        ["Reciprocal"] = x => T.One / x,
        ["Exp"] = T.Exp,
        ["Log"] = T.Log,
        ["Floor"] = T.Floor,
        ["Ceil"] = T.Ceiling,
        ["Round"] = T.Round,
        ["Sin"] = T.Sin,
        ["Cos"] = T.Cos,
        ["Tan"] = T.Tan,
        ["Asin"] = T.Asin,
        ["Acos"] = T.Acos,
        ["Atan"] = T.Atan,
        ["Sinh"] = T.Sinh,
        ["Cosh"] = T.Cosh,
        ["Tanh"] = T.Tanh,
        ["Erf"] = x => T.CreateTruncating(SpecialFunctions.Erf(double.CreateTruncating(x))),
        ["Relu"] = x => x < T.Zero ? T.Zero : x,
        ["Sigmoid"] = x => T.One / (T.One + T.Exp(-x)),
        ["Softplus"] = x => T.Max(x, T.Zero) + T.LogP1(T.Exp(-T.Abs(x))),
        ["Softsign"] = x => x / (T.One + T.Abs(x)),
    };

    private static readonly Dictionary<string, Func<T, T, T>> _ofTwo = new()
    {
        ["Add"] = (x, y) => x + y,
        ["Sum"] = (x, y) => x + y,
        ["Sub"] = (x, y) => x - y,
        ["Mul"] = (x, y) => x * y,
        ["Div"] = (x, y) => x / y,
        ["Pow"] = T.Pow,
        ["Max"] = T.Max,
        ["Min"] = T.Min,
        ["PRelu"] = (x, slope) => x < T.Zero ? slope * x : x,
    };

    private static readonly Dictionary<string, Func<long, long, long>> _ofIntegers = new()
    {
        ["Add"] = (x, y) => checked(x + y),
        ["Sum"] = (x, y) => checked(x + y),
        ["Sub"] = (x, y) => checked(x - y),
        ["Mul"] = (x, y) => checked(x * y),
        ["Div"] = (x, y) => x / y,
        ["Mod"] = (x, y) => x % y is var rest && rest != 0 && rest < 0 != y < 0 ? rest + y : rest,
        ["Max"] = Math.Max,
        ["Min"] = Math.Min,
        ["And"] = (x, y) => x & y,
        ["Or"] = (x, y) => x | y,
        ["Xor"] = (x, y) => x ^ y,
    };

    private static readonly Dictionary<string, Func<int, bool>> _comparisons = new()
    {
        ["Equal"] = order => order == 0,
        ["Greater"] = order => order > 0,
        ["GreaterOrEqual"] = order => order >= 0,
        ["Less"] = order => order < 0,
        ["LessOrEqual"] = order => order <= 0,
    };

    /// <summary>What an operator of two inputs makes of both.</summary>
    public Constant<T> Combine(Node node, Constant<T> a, Constant<T> b)
    {
        long[] shape = Broadcast(node, a.Shape, b.Shape);
        if (a.DependsOnBatch || b.DependsOnBatch)
            throw node.Refuse("it computes with the number of samples, which is open.");
        (a, b) = (Spread(node, a, shape), Spread(node, b, shape));
        budget.Spend(a.Count);
        if (_comparisons.TryGetValue(node.Operator, out Func<int, bool>? holds))
        {
            return (a, b) switch
            {
                ({ Numbers: { } x }, { Numbers: { } y }) => Constant<T>.OfIntegers(shape,
                    Each(x, y, (p, q) => !T.IsNaN(p) && !T.IsNaN(q) && holds(p.CompareTo(q)) ? 1L : 0L)),
                ({ Integers: { } x }, { Integers: { } y }) => Constant<T>.OfIntegers(shape, Each(x, y, (p, q) => holds(p.CompareTo(q)) ? 1L : 0L)),
                _ => throw OfDifferentTypes(node),
            };
        }

        if (a.Numbers is not null && b.Numbers is not null && _ofTwo.TryGetValue(node.Operator, out Func<T, T, T>? function))
            return Constant<T>.Of(shape, Each(a.Numbers, b.Numbers, function));

        // A power may have an exponent that is an integer.
        if (node.Operator == "Pow" && a.Numbers is not null && b.Integers is not null)
            return Constant<T>.Of(shape, Each(a.Numbers, b.Integers, (x, y) => T.Pow(x, T.CreateTruncating(y))));
        if (a.Integers is null || b.Integers is null || !_ofIntegers.TryGetValue(node.Operator, out Func<long, long, long>? ofIntegers))
            throw OfDifferentTypes(node);
        try
        {
            return Constant<T>.OfIntegers(shape, Each(a.Integers, b.Integers, ofIntegers));
        }
        catch (ArithmeticException e)
        {
            throw node.Refuse("its integers are too large, or it divides by 0.", e);
        }
    }

    private static bool IsOfTwo(string operatorName) => _ofTwo.ContainsKey(operatorName) || _ofIntegers.ContainsKey(operatorName)
        || _comparisons.ContainsKey(operatorName);

    private Constant<T> OfTwo(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1, node.Operator is "Sum" or "Max" or "Min" ? int.MaxValue : 2);
        node.CheckAttributes("fmod");
        if (node.Integer("fmod", 0) != 0)
            throw node.Refuse("its remainder has the sign of the first number (fmod), which is not known here.");
        Constant<T> result = Given(node, inputs, 0);
        for (int i = 1; i < inputs.Length; i++)
            result = Combine(node, result, Given(node, inputs, i));
        return result;
    }

    private Constant<T> OfOne(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        if (Given(node, inputs, 0).Integers is not null && node.Operator is "Neg" or "Abs" or "Not" or "Sign")
            return OfInteger(node, inputs);
        Func<T, T> function = Function(node);
        T[] numbers = Numbers(node, inputs, 0);
        budget.Spend(numbers.Length);
        return Constant<T>.Of(Given(node, inputs, 0).Shape, Array.ConvertAll(numbers, x => function(x)));
    }

    private static Func<T, T> Function(Node node)
    {
        if (_ofOne.TryGetValue(node.Operator, out Func<T, T>? known))
        {
            node.CheckAttributes();
            return known;
        }

        float usual = node.Operator switch { "LeakyRelu" => 0.01f, "HardSigmoid" => 0.2f, "Selu" => 1.67326319f, _ => 1 };
        T alpha = T.CreateTruncating(node.Number("alpha", usual));
        switch (node.Operator)
        {
            case "LeakyRelu":
                node.CheckAttributes("alpha");
                return x => x < T.Zero ? alpha * x : x;
            case "Elu":
                node.CheckAttributes("alpha");
                return x => x < T.Zero ? alpha * T.ExpM1(x) : x;
            case "Selu":
                node.CheckAttributes("alpha", "gamma");
                T gamma = T.CreateTruncating(node.Number("gamma", 1.05070102214813232421875f));
                return x => gamma * (x < T.Zero ? alpha * T.ExpM1(x) : x);
            case "HardSigmoid":
                node.CheckAttributes("alpha", "beta");
                T beta = T.CreateTruncating(node.Number("beta", 0.5f));
                return x => T.Max(T.Zero, T.Min(T.One, alpha * x + beta));
            default:
                throw node.Refuse("there is no such operator here for constants.");
        }
    }

    private Constant<T> OfInteger(Node node, Constant<T>?[] inputs)
    {
        node.CheckAttributes();
        long[] integers = KnownIntegers(node, inputs, 0);
        budget.Spend(integers.Length);
        return Constant<T>.OfIntegers(Given(node, inputs, 0).Shape, Array.ConvertAll(integers, value => node.Operator switch
        {
            "Not" => value == 0 ? 1L : 0L,
            "Sign" => Math.Sign(value),
            "Neg" => unchecked(-value),
            _ => value < 0 ? unchecked(-value) : value,
        }));
    }

    /// <summary>The first where the condition holds, the second elsewhere.</summary>
    private Constant<T> Where(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(3);
        node.CheckAttributes();
        (Constant<T> a, Constant<T> b) = (Given(node, inputs, 1), Given(node, inputs, 2));
        long[] shape = Broadcast(node, Broadcast(node, Given(node, inputs, 0).Shape, a.Shape), b.Shape);
        long[] condition = Spread(node, Given(node, inputs, 0), shape).Integers ?? throw OfDifferentTypes(node);
        (a, b) = (Spread(node, a, shape), Spread(node, b, shape));
        budget.Spend(condition.Length);
        return (a, b) switch
        {
            ({ Numbers: { } x }, { Numbers: { } y }) => Constant<T>.Of(shape, [.. condition.Select((holds, i) => holds != 0 ? x[i] : y[i])]),
            ({ Integers: { } x }, { Integers: { } y }) => Constant<T>.OfIntegers(shape, [.. condition.Select((holds, i) => holds != 0 ? x[i] : y[i])]),
            _ => throw OfDifferentTypes(node),
        };
    }

    private Constant<T> Clip(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1, 3);
        node.CheckAttributes("min", "max");
        T[] numbers = Numbers(node, inputs, 0);
        T low = Optional(inputs, 1) is null ? T.CreateTruncating(node.Number("min", float.MinValue)) : Single(node, inputs, 1);
        T high = Optional(inputs, 2) is null ? T.CreateTruncating(node.Number("max", float.MaxValue)) : Single(node, inputs, 2);
        budget.Spend(numbers.Length);
        return Constant<T>.Of(Given(node, inputs, 0).Shape, Array.ConvertAll(numbers, x => T.Min(T.Max(x, low), high)));
    }

    private static T Single(Node node, Constant<T>?[] inputs, int index) => Numbers(node, inputs, index) is [var only]
        ? only
        : throw node.Refuse($"its input {Text.Name(node.Inputs[index])} was expected to be a single number.");

    /// <summary>The shape that two spread to: dimensions are equal, or 1, or missing in front.</summary>
    private static long[] Broadcast(Node node, long[] a, long[] b)
    {
        var shape = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            (long x, long y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (x != y && x != 1 && y != 1)
                throw node.Refuse($"constants of the shapes {Text.Shape(a)} and {Text.Shape(b)} do not spread over each other.");
            shape[^i] = x == 1 ? y : x;
        }

        return shape;
    }

    private Constant<T> Spread(Node node, Constant<T> constant, long[] shape)
        => constant.Shape.AsSpan().SequenceEqual(shape) ? constant : Pick(constant, shape, _places.Spread(node, constant.Shape, shape));

    private static TResult[] Each<TFirst, TSecond, TResult>(TFirst[] a, TSecond[] b, Func<TFirst, TSecond, TResult> function)
    {
        var result = new TResult[a.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = function(a[i], b[i]);
        return result;
    }

    private static Exception OfDifferentTypes(Node node) => node.Refuse("there is no such operator here for constants of these types.");
}
