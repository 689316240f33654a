using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Steps that are no layers of their own become some: selections part of the product beside them, functions of several
/// nodes the layer that computes them, bounds a ReLU. No number is rounded by it that the model does not round.
/// </summary>
internal static class StepFusion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static List<Step<T>> Fused(List<Step<T>> steps, Budget budget)
    {
        var fused = new List<Step<T>>();
        for (int i = 0; i < steps.Count; i++)
        {
            switch (steps[i])
            {
                case Elementwise<T> elementwise:
                    i = Known(steps, i, fused, budget);
                    break;
                case Bounds<T> bounds:
                    while (i + 1 < steps.Count && steps[i + 1] is Bounds<T> next)
                    {
                        bounds = Bounding.Both(bounds, next, budget);
                        i++;
                    }

                    if (fused is [.., Activate<T> { Layer: ReLU<T> } relu])
                    {
                        fused.RemoveAt(fused.Count - 1);
                        bounds = Bounding.Both(new Bounds<T>(relu.Node, [T.Zero], [T.PositiveInfinity]), bounds, budget);
                    }

                    fused.AddRange(Bounding.Bounded(bounds, budget));
                    break;
                case Product<T> product when fused.Count > 0 && fused[^1] is Selection<T> selection:
                    fused[^1] = OfChosen(product, selection, budget);
                    break;
                case Selection<T> selection:
                    Select(fused, selection, budget);
                    break;
                default:
                    fused.Add(steps[i]);
                    break;
            }
        }

        return [.. fused.Select(step => step is Selection<T> selection ? OfChosen(null, selection, budget) : step)];
    }

    /// <summary>
    /// A function with the factors before and behind it; returns the index of the last step that is part of it.
    /// </summary>
    private static int Known(List<Step<T>> steps, int index, List<Step<T>> fused, Budget budget)
    {
        Node node = steps[index].Node;
        Expression<T> f = ((Elementwise<T>)steps[index]).Expression;
        while (index + 1 < steps.Count && steps[index + 1] is Multiple<T> multiple)
        {
            budget.Spend(10L * Math.Max(f.Width, multiple.Values.Length));
            f = f.Times(multiple.Values);
            index++;
        }

        List<Step<T>>? found = KnownFunctions<T>.Steps(node, f);
        while (found is [Multiple<T>, ..] && fused is [.., Multiple<T> before])
        {
            budget.Spend(20L * Math.Max(f.Width, before.Values.Length));
            f = f.Of(Expression<T>.X.Times(before.Values))!;
            fused.RemoveAt(fused.Count - 1);
            found = KnownFunctions<T>.Steps(node, f);
        }

        fused.AddRange(found
            ?? throw node.Refuse("what it computes together with the nodes about it is no layer of this library: of such functions SiLU, GELU, LeakyReLU "
                + "and PReLU are."));
        return index;
    }

    /// <summary>
    /// What is chosen of a product is a product of fewer or other units; what is chosen of what was chosen is one
    /// selection.
    /// </summary>
    private static void Select(List<Step<T>> steps, Selection<T> selection, Budget budget)
    {
        if (selection.ChangesNothing)
            return;
        switch (steps)
        {
            case [.., Selection<T> before]:
                budget.Spend(selection.Sources.Length);
                steps[^1] = new Selection<T>(selection.Node, Array.ConvertAll(selection.Sources, source => before.Sources[source]), before.Inputs);
                break;
            case [.., Product<T> product]:
                steps[^1] = Chosen(product, selection, budget);
                break;
            case [.., Product<T> product, Difference<T> difference]:
                steps[^2] = Chosen(product, selection, budget);
                budget.Spend(selection.Sources.Length);
                steps[^1] = difference.Values.Length == 1 ? difference
                    : new Difference<T>(difference.Node, Array.ConvertAll(selection.Sources, source => difference.Values[source]));
                break;
            default:
                steps.Add(selection);
                break;
        }
    }

    private static Product<T> Chosen(Product<T> product, Selection<T> selection, Budget budget)
    {
        var weights = new T[Room(selection.Sources.Length, product.Inputs, selection.Node, budget)];
        for (int unit = 0; unit < selection.Sources.Length; unit++)
            Array.Copy(product.Weights, (long)selection.Sources[unit] * product.Inputs, weights, (long)unit * product.Inputs, product.Inputs);
        return new Product<T>(product.Node, weights, product.Inputs, selection.Sources.Length);
    }

    /// <summary>
    /// Features that are not chosen get the weight 0; without a product behind them the chosen ones get the weight 1.
    /// </summary>
    private static Product<T> OfChosen(Product<T>? product, Selection<T> selection, Budget budget)
    {
        int units = product?.Units ?? selection.Sources.Length;
        var weights = new T[Room(units, selection.Inputs, selection.Node, budget)];
        for (int unit = 0; unit < units; unit++)
        {
            if (product is null)
            {
                weights[(long)unit * selection.Inputs + selection.Sources[unit]] = T.One;
                continue;
            }

            for (int i = 0; i < selection.Sources.Length; i++)
                weights[(long)unit * selection.Inputs + selection.Sources[i]] += product.Weights[(long)unit * product.Inputs + i];
        }

        return new Product<T>(product?.Node ?? selection.Node, weights, selection.Inputs, units);
    }

    private static int Room(int units, int inputs, Node node, Budget budget)
    {
        int count = Sizes.Count(node, [units, inputs]);
        budget.Spend(count);
        return count;
    }
}
