using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NeuralNet.Tabular;
using NeuralNet.Tabular.Onnx;

namespace NeuralNet.TabularBenchmark;

/// <summary>A model's answers beside those that ONNX Runtime gives from its exported file.</summary>
internal static class OnnxComparison
{
    public static string Of(TabularModel model, Table rows)
    {
        using var file = new MemoryStream();
        TabularOnnx.Export(model, file);
        using var session = new InferenceSession(file.ToArray());
        using var results = session.Run([.. model.Columns.Select(column => Input(column, rows[column.Name]))]);
        Table expected = model.PredictAll(rows);
        string[] outputs = model.Classes.Count > 0 ? ["probabilities"] : ["value", "lower", "upper"];
        TableColumn[] columns = [.. model.Classes.Count > 0 ? expected.Columns.Skip(1) : expected.Columns];
        float[][] answers = [.. outputs.Select(name => results.First(result => result.Name == name).AsTensor<float>().ToArray())];

        // Numbers are compared in deviations of the prediction, probabilities as they are.
        double[] values = columns[0].Values.ToArray();
        double mean = values.Average(), unit = model.Classes.Count > 0 ? 1 : Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        double largest = 0;
        for (int k = 0; k < columns.Length; k++)
        {
            for (int i = 0; i < rows.Count; i++)
                largest = Math.Max(largest, Math.Abs((answers.Length > 1 ? answers[k][i] : answers[0][i * columns.Length + k]) - columns[k].Values[i]) / unit);
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{rows.Count} rows, largest difference {largest:G2}{(model.Classes.Count > 0 ? " of a probability" : " deviations")}, {file.Length / 1024} kB");
    }

    private static NamedOnnxValue Input(InputColumn input, TableColumn column)
    {
        int[] shape = [column.Count, 1];
        return input.Kind switch
        {
            ColumnKind.Number => NamedOnnxValue.CreateFromTensor(input.Name,
                new DenseTensor<float>(input.Raw(column)!.Select(value => (float)value).ToArray(), shape)),
            ColumnKind.Date => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<long>(input.Raw(column)!.Select(Seconds).ToArray(), shape)),
            _ => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<string>(Enumerable.Range(0, column.Count).Select(column.TextAt).ToArray(), shape)),
        };
    }

    private static long Seconds(double days) => double.IsNaN(days) ? long.MinValue : (long)(Days.ToDate(days) - DateTime.UnixEpoch).TotalSeconds;
}
