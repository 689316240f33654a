using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Plots;
using NeuralNet.Tabular;
using NeuralNet.Uncertainty;

// From a CSV file to a model that says how sure it is. For a file of your own give its name and the name of the column
// to predict, a number or a category; every other column is an input.
string target = args.Length > 1 ? args[1] : "mpg";
Table table = args.Length > 0 ? Table.FromCsv(args[0]) : Table.FromCsv(Embedded("cars.csv"), name: "cars.csv");
Console.WriteLine("1. What is in the table: look at kinds and remarks before anything is trained");
Console.WriteLine(table);

// A part is put aside for the last test; nothing below is chosen by looking at it.
int[] held = [.. Enumerable.Range(0, table.Count).Where(row => row % 5 == 0)];
Table training = table.Rows([.. Enumerable.Range(0, table.Count).Except(held)]), test = table.Rows(held);

Console.WriteLine();
Console.WriteLine("2. A model of the rest, with scores on rows that it has not learned from");
TabularModel model = TabularModel.Train(training, target);
Console.WriteLine(model);

Console.WriteLine();
Console.WriteLine("3. Saved and loaded: columns, gaps and units are part of the one file");
string path = Path.Combine(Path.GetTempPath(), $"tabular-{Environment.ProcessId}.safetensors");
model.Save(path);
TabularModel loaded = TabularModel.Load(path);
File.Delete(path);
Table predictions = loaded.PredictAll(test);
Console.WriteLine($"   the same predictions to the bit: {Same(predictions, model.PredictAll(test))}");
for (int row = 0; row < 5; row++)
    Console.WriteLine($"   {target} {test[target].TextAt(row),8}, predicted "
        + $"{string.Join("  ", predictions.Columns.Select(column => $"{column.Name} {Shown(column, row)}"))}");
if (loaded.Classes.Count == 0)
    Console.WriteLine($"   within their interval: {held.Select((_, row) => Within(row)).Count(isWithin => isWithin)} of {held.Length}");

Console.WriteLine();
string most = loaded.Report.Importance[0].Name;
Console.WriteLine($"4. Why: how the prediction depends on the column that matters most, {most}, in its unit");
Table dependence = loaded.PartialDependence(test, most, points: 8);
for (int row = 0; row < dependence.Count; row++)
    Console.WriteLine($"   {string.Join("  ", dependence.Columns.Select(column => $"{column.Name} {Shown(column, row),8}"))}");
if (loaded.Columns.Any(column => column.Kind is ColumnKind.Number or ColumnKind.Date))
{
    Table slopes = loaded.Derivatives(test.Rows([0]));
    Console.WriteLine($"   how fast the first one of the rows above changes, per unit or day: {string.Join(", ", slopes.Columns.Select(Slope))}");
}

Draw();

if (args.Length == 0)
{
    Console.WriteLine();
    Console.WriteLine("5. One row, as it comes from a form; null is a gap");
    Dictionary<string, object?> car = new()
    {
        ["cylinders"] = 4,
        ["displacement"] = 120,
        ["horsepower"] = null,
        ["weight"] = 2500,
        ["acceleration"] = 15,
        ["model_year"] = 80,
        ["origin"] = "japan",
        ["name"] = "toyota corolla",
    };
    Console.WriteLine($"   {loaded.Predict(car)} miles per gallon");
}

// Pictures of the same: which columns matter, how the most important one does, and the intervals of the test rows.
void Draw()
{
    string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;
    IReadOnlyList<ColumnImportance> columns = loaded.Report.Importance;
    Picture.OfImportance([.. columns.Select(column => column.Name)], [.. columns.Select(column => column.Mean)],
        [.. columns.Select(column => column.Deviation)]).SavePng(Path.Combine(folder, "importance.png"));
    if (dependence[most].Kind == ColumnKind.Number)
    {
        Picture.OfPartialDependence(Numbers(dependence[most]), Matrix<double>.Build.DenseOfColumns(dependence.Columns.Skip(1).Select(Numbers)), most,
            [.. dependence.Columns.Skip(1).Select(column => column.Name)]).SavePng(Path.Combine(folder, "partial-dependence.png"));
        int[] known = [.. Enumerable.Range(0, test.Count).Where(row => test[most][row] is not null && test[target][row] is double)];
        Table shown = predictions.Rows(known), truth = test.Rows(known);
        if (known.Length > 0)
            Picture.OfIntervalBand(Numbers(truth[most]), Numbers(shown.Columns[0]), Numbers(shown.Columns[1]), Numbers(shown.Columns[2]),
                Numbers(truth[target]), most, target).SavePng(Path.Combine(folder, "interval-band.png"));
    }

    Console.WriteLine($"   pictures: {string.Join(", ", Directory.GetFiles(folder).Select(Path.GetFileName).Order())} in {folder}");
}

static string Slope(TableColumn column) => column[0] is double slope ? FormattableString.Invariant($"{column.Name} {slope:G2}") : $"{column.Name} unknown";

static double[] Numbers(TableColumn column) => [.. Enumerable.Range(0, column.Count).Select(row => (double)column[row]!)];

bool Within(int row)
    => test[target][row] is double value && value >= (double)predictions.Columns[1][row]! && value <= (double)predictions.Columns[2][row]!;

static string Shown(TableColumn column, int row)
    => column[row] is double value ? value.ToString("F2", System.Globalization.CultureInfo.InvariantCulture) : column.TextAt(row);

static bool Same(Table one, Table other)
    => one.Columns.Zip(other.Columns).All(pair => Enumerable.Range(0, one.Count).All(row => Equals(pair.First[row], pair.Second[row])));

static Stream Embedded(string name) => typeof(Program).Assembly.GetManifestResourceStream(name)!;
