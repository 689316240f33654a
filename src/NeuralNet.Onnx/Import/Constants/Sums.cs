namespace NeuralNet.Onnx.Import;

/// <summary>Products of constant matrices, sums along axes, and constants made of a shape.</summary>
internal sealed partial class Folding<T>
{
    /// <summary>What a multiplication costs, in numbers.</summary>
    private const long MultiplicationsPerNumber = 64;

    private Constant<T> MatMul(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(2);
        node.CheckAttributes();
        Constant<T> a = Given(node, inputs, 0);
        Constant<T> b = Given(node, inputs, 1);
        (long[] left, long[] right) = (a.Shape, b.Shape);
        if (left.Length is 0 or > 2 || right.Length is 0 or > 2)
            throw node.Refuse($"it multiplies constants of the shapes {Text.Shape(left)} and {Text.Shape(right)}, but vectors and matrices were expected.");
        T[] product = Multiply(node, Numbers(node, inputs, 0), left.Length == 1 ? [1, left[0]] : left, Numbers(node, inputs, 1), right.Length == 1
            ? [right[0], 1] : right);
        return Constant<T>.Of([.. left[..^1], .. right.Length == 1 ? [] : right[1..]], product);
    }

    private Constant<T> Gemm(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(2, 3);
        node.CheckAttributes("alpha", "beta", "transA", "transB");
        Constant<T> a = Turned(node, Given(node, inputs, 0), node.Integer("transA", 0));
        Constant<T> b = Turned(node, Given(node, inputs, 1), node.Integer("transB", 0));
        Numbers(node, inputs, 0);
        Numbers(node, inputs, 1);
        T alpha = T.CreateTruncating(node.Number("alpha", 1));
        long[] shape = [a.Shape[0], b.Shape[1]];
        T[] product = Multiply(node, a.Numbers!, a.Shape, b.Numbers!, b.Shape);
        if (Optional(inputs, 2) is not null)
        {
            T beta = T.CreateTruncating(node.Number("beta", 1));
            Numbers(node, inputs, 2);
            return Constant<T>.Of(shape, Each(product, Spread(node, Given(node, inputs, 2), shape).Numbers!, (x, y) => alpha * x + beta * y));
        }

        return Constant<T>.Of(shape, Array.ConvertAll(product, x => alpha * x));
    }

    private Constant<T> Turned(Node node, Constant<T> constant, long transpose)
    {
        if (constant.Shape.Length != 2)
            throw node.Refuse($"it multiplies a constant of the shape {Text.Shape(constant.Shape)}, but matrices were expected.");
        return transpose == 0 ? constant : Pick(constant, [constant.Shape[1], constant.Shape[0]], _places.Transposed(node, constant.Shape, [1, 0]));
    }

    private T[] Multiply(Node node, T[] a, long[] left, T[] b, long[] right)
    {
        if (left[1] != right[0])
            throw node.Refuse($"it multiplies constants of the shapes {Text.Shape(left)} and {Text.Shape(right)}, which do not fit.");
        (int rows, int inner, int columns) = ((int)left[0], (int)left[1], (int)right[1]);
        var product = new T[Room(Sizes.Count(node, [rows, columns]))];
        budget.Spend((long)product.Length * inner / MultiplicationsPerNumber);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                for (int j = 0; j < columns; j++)
                    product[i * columns + j] += a[i * inner + k] * b[k * columns + j];
            }
        }

        return product;
    }

    /// <summary>
    /// Sums and the like along axes, which are an attribute or, since operator set 13 or 18, an input.
    /// </summary>
    private Constant<T> Reduce(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1, 2);
        node.CheckAttributes("axes", "keepdims", "noop_with_empty_axes");
        Constant<T> constant = Given(node, inputs, 0);
        T[] numbers = Numbers(node, inputs, 0);
        int rank = constant.Shape.Length;
        IReadOnlyList<long> wanted = node.Integers("axes") ?? (Optional(inputs, 1) is null ? [] : KnownIntegers(node, inputs, 1));
        if (wanted.Count == 0 && node.Integer("noop_with_empty_axes", 0) != 0)
            return constant;
        int[] axes = wanted.Count == 0 ? [.. Enumerable.Range(0, rank)] : [.. wanted.Select(axis => node.Axis(axis, rank))];
        long[] kept = [.. constant.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)];
        var results = new T[Room(Sizes.Count(node, kept))];
        int[] places = _places.Spread(node, kept, constant.Shape);
        if (numbers.Length == 0)
            throw node.Refuse("it sums no numbers.");
        (Func<T, T> before, Func<T, T, T> join, Func<T, T> after) = Reduction(node, numbers.Length / results.Length);
        var isStarted = new bool[results.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            int place = places[i];
            T value = before(numbers[i]);
            results[place] = isStarted[place] ? join(results[place], value) : value;
            isStarted[place] = true;
        }

        Constant<T> reduced = Constant<T>.Of(kept, Array.ConvertAll(results, value => after(value)));
        return node.Integer("keepdims", 1) != 0 ? reduced : reduced.WithShape([.. constant.Shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    private static (Func<T, T> Before, Func<T, T, T> Join, Func<T, T> After) Reduction(Node node, int count)
    {
        Func<T, T> same = value => value;
        Func<T, T, T> sum = (a, b) => a + b;
        return node.Operator switch
        {
            "ReduceSum" => (same, sum, same),
            "ReduceMean" => (same, sum, value => value / T.CreateTruncating(count)),
            "ReduceMax" => (same, T.Max, same),
            "ReduceMin" => (same, T.Min, same),
            "ReduceProd" => (same, (a, b) => a * b, same),
            "ReduceL1" => (T.Abs, sum, same),
            "ReduceL2" => (value => value * value, sum, T.Sqrt),
            "ReduceSumSquare" => (value => value * value, sum, same),
            "ReduceLogSum" => (same, sum, T.Log),
            "ReduceLogSumExp" => (T.Exp, sum, T.Log),
            _ => throw node.Refuse("there is no such operator here for constants."),
        };
    }

    private Constant<T> Softmax(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        node.CheckAttributes("axis");
        Constant<T> constant = Given(node, inputs, 0);
        T[] numbers = Numbers(node, inputs, 0);
        int rank = constant.Shape.Length;
        int axis = node.Axis(node.Integer("axis", node.OperatorSet < 13 ? 1 : -1), rank);
        if (node.OperatorSet < 13 ? Sizes.Product(constant.Shape.AsSpan(axis)) != constant.Shape[^1] : axis != rank - 1)
            throw node.Refuse($"it works along axis {Text.Of(axis)} of {Text.Of(rank)}, but the last one was expected.");
        int width = (int)constant.Shape[^1];
        var result = new T[Room(numbers.Length)];
        for (int start = 0; start < result.Length; start += width)
        {
            ReadOnlySpan<T> row = numbers.AsSpan(start, width);
            T largest = row[0];
            foreach (T value in row)
                largest = T.Max(largest, value);
            T total = T.Zero;
            foreach (T value in row)
                total += T.Exp(value - largest);
            for (int i = 0; i < width; i++)
                result[start + i] = node.Operator == "Softmax" ? T.Exp(row[i] - largest) / total : row[i] - largest - T.Log(total);
        }

        return Constant<T>.Of(constant.Shape, result);
    }

    private static Constant<T> Shape(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        node.CheckAttributes("start", "end");
        long[] shape = Given(node, inputs, 0).Shape;
        (int start, int end) = Ranks.Range(node.Integer("start", 0), node.Integer("end", shape.Length), shape.Length);
        return Constant<T>.OfIntegers([end - start], shape[start..end]);
    }

    private static Constant<T> Size(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        node.CheckAttributes();
        return Constant<T>.OfIntegers([], [Given(node, inputs, 0).Count]);
    }

    private Constant<T> Filled(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        node.CheckAttributes("value");
        long[] shape = KnownIntegers(node, inputs, 0);
        if (shape.Any(size => size < 0))
            throw node.Refuse($"it makes a constant of the shape {Text.Shape(shape)}.");
        int count = Room(Sizes.Count(node, shape));
        if (node.Tensor("value") is not { } tensor)
            return Constant<T>.Of(shape, new T[count]);
        Constant<T> value = new TensorReader<T>(budget, new ExternalData(null)).Read(tensor, $"The value of {node}");
        return value.Count == 1 ? Spread(node, value.WithShape([]), shape) : throw node.Refuse("its value was expected to be a single one.");
    }

    private Constant<T> Range(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(3);
        node.CheckAttributes();
        if (Given(node, inputs, 0).Numbers is null)
        {
            long[] parts = [.. Enumerable.Range(0, 3).Select(i => KnownIntegers(node, inputs, i) is [var only] ? only
                : throw node.Refuse("it does not have three single integers."))];
            int steps = Steps(node, parts[0], parts[1], parts[2]);
            return Constant<T>.OfIntegers([steps], [.. Enumerable.Range(0, steps).Select(i => parts[0] + i * parts[2])]);
        }

        T[] numbers = [.. Enumerable.Range(0, 3).Select(i => Single(node, inputs, i))];
        int count = Steps(node, double.CreateTruncating(numbers[0]), double.CreateTruncating(numbers[1]), double.CreateTruncating(numbers[2]));
        return Constant<T>.Of([count], [.. Enumerable.Range(0, count).Select(i => numbers[0] + T.CreateTruncating(i) * numbers[2])]);
    }

    private int Steps(Node node, double start, double limit, double delta)
    {
        double count = Math.Max(0, Math.Ceiling((limit - start) / delta));
        return count <= Array.MaxLength ? Room((int)count) : throw node.Refuse($"it counts from {Text.Of(start)} to {Text.Of(limit)} in steps of "
            + $"{Text.Of(delta)}.");
    }

    private int Room(int count)
    {
        budget.Spend(count);
        return count;
    }
}
