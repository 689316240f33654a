using System.Globalization;

namespace NeuralNet.Csv;

/// <summary>
/// Whether the texts of a label column are classes, or quantities, or names of lines, whose one-hot rows would take all
/// memory.
/// </summary>
internal static class PlausibleClasses
{
    private const int AlwaysPlausible = 20;
    private const int Most = 100;

    /// <exception cref="InvalidDataException">
    /// They are numbers and more than 100, or more than 20 with fractions or of less than two lines each; or more than
    /// 100 texts of less than two lines each.
    /// </exception>
    public static void Check(string file, string column, IReadOnlyList<string> classes, int lines, CultureInfo culture)
    {
        if (classes.Count <= AlwaysPlausible)
            return;
        bool areRare = classes.Count > lines / 2;
        double[] numbers = [.. classes.Select(text => double.TryParse(text, NumberStyles.Float, culture, out double number) ? number : double.NaN)];
        if (Array.Exists(numbers, double.IsNaN))
        {
            if (areRare && classes.Count > Most)
                throw Error("names of lines rather than classes", $"If they are classes, list them in '{nameof(CsvOptions.ClassNames)}'.");
        }
        else if (areRare || classes.Count > Most || Array.Exists(numbers, number => !double.IsInteger(number)))
        {
            throw Error(
                "quantities rather than classes",
                $"To predict a quantity, name the column in '{nameof(CsvOptions.Targets)}' instead of '{nameof(CsvOptions.Label)}'; "
                + $"if they are classes, list them in '{nameof(CsvOptions.ClassNames)}'.");
        }

        InvalidDataException Error(string what, string remedy)
        {
            string some = string.Join(", ", classes.Take(5).Select(text => $"'{text}'"));
            return new($"{file}, column '{column}' has {classes.Count} different values in {lines} lines ({some}, …), which are {what}. {remedy}");
        }
    }
}
