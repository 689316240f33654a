using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    // A column of more units shows the first and the last of them around an ellipsis.
    private const int MostUnits = 12;
    private const int UnitsAtEachEnd = 5;
    private const double UnitRadius = 10;
    private const double UnitDistance = 34;
    private const double ColumnDistance = 170;
    private const float LongestLayer = 260;
    private const string WeightKey = "blue: positive weight, orange: negative; thicker and darker: closer to the largest of its layer";

    /// <summary>
    /// The network itself: a column of units for each layer, and a line for each weight, blue where positive, orange
    /// where negative, thick and dark where strong.
    /// </summary>
    /// <remarks>
    /// Strength is relative to the largest weight of the layer, which is written below it. Of wide layers the first and
    /// the last five units are drawn.
    /// </remarks>
    /// <param name="network">The network.</param>
    /// <param name="inputNames">A name for each input; none if null.</param>
    /// <param name="outputNames">A name for each output; none if null.</param>
    /// <exception cref="ArgumentException">There is another number of names, or a weight is not finite.</exception>
    public static Picture OfNetwork<T>(Network<T> network, IReadOnlyList<string>? inputNames = null, IReadOnlyList<string>? outputNames = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        PlotCheck.Names(inputNames, nameof(inputNames), network.Inputs, "inputs");
        PlotCheck.Names(outputNames, nameof(outputNames), network.Outputs, "outputs");
        foreach (Dense<T> layer in network.Layers.OfType<Dense<T>>())
            PlotCheck.Finite(layer.Weights, nameof(network));
        List<UnitColumn<T>> columns = Columns(network);
        string[] inputs = Fitted(inputNames);
        string[] outputs = Fitted(outputNames);

        long parameters = network.Parameters.Sum(parameter => (long)parameter.Value.RowCount * parameter.Value.ColumnCount);
        string title = string.Create(CultureInfo.InvariantCulture,
            $"{network.Inputs} inputs, {network.Outputs} {(network.Outputs == 1 ? "output" : "outputs")}, {parameters} parameters");
        double[] places = Places(columns);
        double left = Math.Max(Math.Max(70, Widest(inputs) + 40), columns[0].TextWidth / 2 + 20);
        double right = Math.Max(Math.Max(70, Widest(outputs) + 40), columns[^1].TextWidth / 2 + 20);
        double width = Math.Max(Math.Max(560, left + places[^1] + right), Math.Max(Lettering.Width(title, 15), Lettering.Width(WeightKey, 11)) + 30);
        left += (width - left - right - places[^1]) / 2;
        const double top = 88;
        double unitsHeight = columns.Max(column => Slots(column.Width)) * UnitDistance;
        int activations = columns.Max(column => column.Activations.Count);
        double height = top + unitsHeight + 18 * (activations + 1) + 60;
        double middle = top + unitsHeight / 2;
        var sheet = new Sheet(width, height);
        sheet.Text(title, width / 2, 22, Alignment.MiddleCenter, 15);
        for (int c = 1; c < columns.Count; c++)
            Weights(sheet, columns[c - 1], columns[c], left + places[c - 1], left + places[c], middle, top + unitsHeight + 18);
        for (int c = 0; c < columns.Count; c++)
            Units(sheet, columns[c], left + places[c], middle, top, top + unitsHeight + 36);
        Labels(sheet, inputs, left - UnitRadius - 8, middle, Alignment.MiddleRight);
        Labels(sheet, outputs, left + places[^1] + UnitRadius + 8, middle, Alignment.MiddleLeft);
        sheet.Text(WeightKey, width / 2, height - 18, Alignment.MiddleCenter, 11, Palette.Grey);
        return new Picture(width, height, Stretching.KeepsShape, sheet.Plot);
    }

    private static List<UnitColumn<T>> Columns<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var columns = new List<UnitColumn<T>> { new("inputs", network.Inputs, null, []) };
        foreach (Layer<T> layer in network.Layers)
        {
            int width = layer.OutputSize(columns[^1].Width);
            if (layer is Dense<T> dense)
                columns.Add(new UnitColumn<T>("Dense", width, dense.Weights, []));
            else if (width != columns[^1].Width)
                columns.Add(new UnitColumn<T>(Lettering.Fit(layer.Describe().Kind, 13, LongestLayer), width, null, []));
            else
                columns[^1].Activations.Add(Lettering.Fit(layer.ToString(), 13, LongestLayer));
        }

        return columns;
    }

    /// <summary>
    /// Where the columns stand, counted from the first: so far apart that what is written above and below them has
    /// room.
    /// </summary>
    private static double[] Places<T>(List<UnitColumn<T>> columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] places = new double[columns.Count];
        for (int c = 1; c < places.Length; c++)
            places[c] = places[c - 1] + Math.Max(ColumnDistance, (columns[c - 1].TextWidth + columns[c].TextWidth) / 2 + 16);
        return places;
    }

    private static bool IsElided(int width) => width > MostUnits;

    /// <summary>The places of a column, that of the ellipsis included.</summary>
    private static int Slots(int width) => IsElided(width) ? 2 * UnitsAtEachEnd + 1 : width;

    /// <summary>The units that are drawn and where; those below an ellipsis count from the end.</summary>
    private static IEnumerable<(int Unit, double Y)> Drawn(int width, double middle)
    {
        int slots = Slots(width);
        return from slot in Enumerable.Range(0, slots)
               where !IsElided(width) || slot != UnitsAtEachEnd
               select (slot <= UnitsAtEachEnd ? slot : slot + width - slots, middle + (slot - (slots - 1) / 2.0) * UnitDistance);
    }

    private static void Units<T>(Sheet sheet, UnitColumn<T> column, double x, double middle, double top, double bottom)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        sheet.Text(column.Name, x, top - 36, Alignment.MiddleCenter);
        sheet.Text(PlotCheck.Text(column.Width), x, top - 18, Alignment.MiddleCenter, 13, Palette.Grey);
        foreach ((_, double y) in Drawn(column.Width, middle))
            sheet.Circle(x, y, UnitRadius, Palette.White, Palette.Ink);
        for (int dot = -1; dot <= 1 && IsElided(column.Width); dot++)
            sheet.Circle(x, middle + 7 * dot, 1.5, Palette.Ink, Palette.Ink);
        for (int i = 0; i < column.Activations.Count; i++)
            sheet.Text(column.Activations[i], x, bottom + 18 * i, Alignment.MiddleCenter);
    }

    // The strongest last, so that no weak one hides it.
    private static void Weights<T>(Sheet sheet, UnitColumn<T> from, UnitColumn<T> to, double x, double end, double middle, double bottom)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = to.Weights?.Enumerate().Max(weight => Math.Abs(double.CreateTruncating(weight))) ?? 0;
        if (to.Weights is not null)
            sheet.Text(string.Create(CultureInfo.InvariantCulture, $"largest {largest:G3}"), (x + end) / 2, bottom, Alignment.MiddleCenter, 11, Palette.Grey);
        var lines = from a in Drawn(@from.Width, middle)
                    from b in Drawn(to.Width, middle)
                    let weight = to.Weights is { } weights && largest > 0 ? double.CreateTruncating(weights[a.Unit, b.Unit]) / largest : 0
                    orderby Math.Abs(weight)
                    select (From: a.Y, To: b.Y, Weight: weight);
        foreach ((double y1, double y2, double weight) in lines)
        {
            // Squared, so that the many weights of a wide layer leave the strong ones to be seen.
            double strength = weight * weight;
            Color colour = to.Weights is null ? Palette.PaleGrey : Palette.Signed(Math.Sign(weight) * (0.12 + 0.88 * strength));
            sheet.Line(x, y1, end, y2, colour, 0.6 + 3.4 * strength);
        }
    }

    private static void Labels(Sheet sheet, string[] names, double x, double middle, Alignment alignment)
    {
        foreach ((int unit, double y) in Drawn(names.Length, middle))
            sheet.Text(names[unit], x, y, alignment);
    }

    private static string[] Fitted(IReadOnlyList<string>? names) => [.. (names ?? []).Select(name => Lettering.Fit(name, 13, LongestName))];

    private static float Widest(string[] names) => names.Select(name => Lettering.Width(name, 13)).DefaultIfEmpty().Max();

    /// <summary>
    /// A layer that has units of its own, with the layers that act on each unit; null weights where they are not those
    /// of a Dense layer.
    /// </summary>
    private sealed record UnitColumn<T>(string Name, int Width, Matrix<T>? Weights, List<string> Activations)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double TextWidth => Activations.Append(Name).Max(text => Lettering.Width(text, 13));
    }
}
