using System.Globalization;
using System.Numerics;
using System.Text;

namespace NeuralNet;

/// <summary>
/// What <see cref="GradientCheck"/> found. Printed, it names the matrices that are off and by how much.
/// </summary>
public sealed class GradientReport
{
    private GradientReport(IReadOnlyList<GradientComparison> comparisons, double tolerance)
    {
        Comparisons = comparisons;
        Tolerance = tolerance;
        double floor = 1e-3 * comparisons.Max(comparison => comparison.LargestGradient);
        foreach (GradientComparison comparison in comparisons)
            comparison.Judge(floor);
        LargestError = comparisons.Max(comparison => comparison.LargestError);
    }

    /// <summary>
    /// One entry for each parameter in order, then one for the input; or one for the predictions of a loss.
    /// </summary>
    public IReadOnlyList<GradientComparison> Comparisons { get; }

    /// <summary>The largest error of all; NaN if a gradient is not a number.</summary>
    public double LargestError { get; }

    /// <summary>
    /// The error up to which a gradient counts as right: 1e-6 in double, 1e-2 in float, where the differences
    /// themselves are that inexact.
    /// </summary>
    public double Tolerance { get; }

    /// <summary>Whether every error is within the tolerance.</summary>
    public bool IsCorrect => LargestError <= Tolerance;

    /// <summary>
    /// A verdict, and a line for each matrix: its error, and where it is wrong the worst element with both gradients.
    /// </summary>
    public override string ToString()
    {
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture,
            $"gradients are {(IsCorrect ? "right" : "WRONG")}: largest error {LargestError:G3}, tolerance {Tolerance:G1}");
        foreach (GradientComparison comparison in Comparisons)
        {
            report.AppendLine().Append(CultureInfo.InvariantCulture, $"  {(comparison.LargestError <= Tolerance ? "right" : "WRONG")}  {comparison}");
            if (!(comparison.LargestError <= Tolerance))
            {
                GradientElement worst = comparison.Worst;
                report.Append(CultureInfo.InvariantCulture,
                    $": at row {worst.Row}, column {worst.Column} it is {worst.Analytic:G6}, but the loss changes by {worst.Numerical:G6}");
            }
        }

        return report.ToString();
    }

    internal static GradientReport From<T>(IReadOnlyList<GradientComparison> comparisons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(comparisons, typeof(T) == typeof(float) ? 1e-2 : 1e-6);
}

/// <summary>The analytic and the numerical gradient of one matrix.</summary>
public sealed class GradientComparison
{
    internal GradientComparison(int? layer, string? layerName, string name, int rows, int columns, IReadOnlyList<GradientElement> elements)
    {
        Layer = layer;
        LayerName = layerName;
        Name = name;
        Rows = rows;
        Columns = columns;
        Elements = elements;
    }

    /// <summary>The number of the layer, from 0; null for the input and for predictions.</summary>
    public int? Layer { get; }

    /// <summary>The layer as it prints itself; null for the input and for predictions.</summary>
    public string? LayerName { get; }

    /// <summary>The parameter's name, <c>input</c>, or <c>predictions</c>.</summary>
    public string Name { get; }

    /// <summary>Rows of the matrix.</summary>
    public int Rows { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>All elements, column by column.</summary>
    public IReadOnlyList<GradientElement> Elements { get; }

    /// <summary>
    /// How many elements sit on a kink of the loss, such as a ReLU's, where there is no derivative to compare with.
    /// </summary>
    public int Kinks => Elements.Count(element => element.Place == GradientPlace.Kink);

    /// <summary>The largest error of the elements that do not sit on a kink.</summary>
    public double LargestError { get; private set; }

    /// <summary>The element with the largest error.</summary>
    public GradientElement Worst { get; private set; }

    internal double LargestGradient => Elements.Max(element => Math.Max(Math.Abs(element.Analytic), Math.Abs(element.Numerical)));

    /// <summary>Layer, name, shape, error and kinks in one line.</summary>
    public override string ToString()
    {
        string where = Layer is { } layer ? string.Create(CultureInfo.InvariantCulture, $"layer {layer} ({LayerName}) ") : "";
        string kinks = Kinks == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Kinks} on a kink");
        return string.Create(CultureInfo.InvariantCulture, $"{where}{Name} {Rows} x {Columns}: error {LargestError:G3}{kinks}");
    }

    internal void Judge(double floor)
    {
        double scale = Math.Max(LargestGradient, floor);
        Worst = Elements[0];
        foreach (GradientElement element in Elements)
        {
            double error = element.Place == GradientPlace.Kink || element.Analytic == element.Numerical ? 0
                : Math.Abs(element.Analytic - element.Numerical) / scale;
            if (error > LargestError || double.IsNaN(error))
            {
                LargestError = error;
                Worst = element;
            }
        }
    }
}

/// <summary>One element of a gradient.</summary>
/// <param name="Row">Its row, from 0.</param>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Analytic">The gradient that was computed by layers and loss.</param>
/// <param name="Numerical">The change of the loss, by central differences.</param>
/// <param name="Place">Whether there is a derivative at all.</param>
public readonly record struct GradientElement(int Row, int Column, double Analytic, double Numerical, GradientPlace Place)
{
    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(GradientElement), PrintMembers);
}

/// <summary>Whether a loss has a derivative at a place.</summary>
public enum GradientPlace
{
    /// <summary>It has.</summary>
    Smooth,

    /// <summary>It bends there: the derivatives from left and right differ, so there is none to compare with.</summary>
    Kink,
}
