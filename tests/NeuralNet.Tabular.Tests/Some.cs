using System.Globalization;
using System.Text;
using NeuralNet.Csv;

namespace NeuralNet.Tabular.Tests;

/// <summary>Tables that several tests use.</summary>
internal static class Some
{
    public static TabularOptions Quick { get; } = new() { Effort = Effort.Quick };

    public static Table Csv(string text, CsvOptions? options = null) => Table.FromCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);

    public static Table File(string name) => Table.FromCsv(Path.Combine(AppContext.BaseDirectory, "Data", name));

    public static Table Yacht() => File("yacht.csv");

    /// <summary>price = 3 size + 10 if the city is "b" - age in years, with noise of deviation 1.</summary>
    public static Table Houses(int rows, int seed = 1)
    {
        var random = new RandomStream(seed);
        var text = new StringBuilder("size,city,built,sold before,price\n");
        for (int i = 0; i < rows; i++)
        {
            double size = 2 + 8 * random.NextDouble();
            string city = "abc"[random.NextInteger(3)].ToString();
            var built = new DateOnly(1990 + random.NextInteger(30), 1 + random.NextInteger(12), 1 + random.NextInteger(28));
            bool wasSold = random.NextInteger(2) == 1;
            double price = 3 * size + (city == "b" ? 10 : 0) - (2020 - built.Year) + random.NextNormal();
            string shown = i % 17 == 3 ? "" : size.ToString("F3", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{shown},{city},{built:yyyy-MM-dd},{(wasSold ? "yes" : "no")},{price:F4}\n");
        }

        return Csv(text.ToString());
    }
}
