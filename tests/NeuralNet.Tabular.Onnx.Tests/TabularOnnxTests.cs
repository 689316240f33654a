using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NeuralNet.Tabular.Tests;

namespace NeuralNet.Tabular.Onnx.Tests;

public sealed class TabularOnnxTests
{
    [Fact]
    public void Numbers_dates_booleans_categories_and_gaps_give_the_models_values_and_intervals_in_ONNX_Runtime()
    {
        TabularModel model = TabularModel.Train(Some.Houses(400), "price", Some.Quick);
        Table rows = Some.Houses(200, seed: 3);

        Dictionary<string, float[]> answers = Run(model, rows, out _);

        Table expected = model.PredictAll(rows);
        foreach ((string name, int column) in (ReadOnlySpan<(string, int)>)[("value", 0), ("lower", 1), ("upper", 2)])
            answers[name].Should().Equal(Numbers(expected.Columns[column]), (a, b) => Math.Abs(a - b) < 1e-3 * (1 + Math.Abs(b)));
    }

    [Fact]
    public void Classes_and_their_probabilities_are_the_models_in_ONNX_Runtime()
    {
        Table table = Some.File("horse_colic.csv");
        TabularModel model = TabularModel.Train(table, "outcome", Some.Quick);

        Dictionary<string, float[]> answers = Run(model, table, out string[] labels);

        Table expected = model.PredictAll(table);
        labels.Should().Equal(Enumerable.Range(0, table.Count).Select(expected["outcome"].TextAt));
        for (int k = 0; k < model.Classes.Count; k++)
        {
            float[] share = [.. answers["probabilities"].Where((_, i) => i % model.Classes.Count == k)];
            share.Should().Equal(Numbers(expected.Columns[1 + k]), (a, b) => Math.Abs(a - b) < 1e-4);
        }
    }

    [Fact]
    public void Embedded_categories_rare_and_unseen_levels_are_the_models_in_ONNX_Runtime()
    {
        Table Towns(int seed)
        {
            var random = new RandomStream(seed);
            return Some.Csv("town,y\n" + string.Concat(Enumerable.Range(0, 400).Select(_ =>
            {
                int town = random.NextInteger(random.NextInteger(4) == 0 ? 80 : 15);
                return FormattableString.Invariant($"{(town == 3 ? "" : $"t{town}")},{town % 5 + 0.1 * random.NextNormal():F3}\n");
            })));
        }

        TabularModel model = TabularModel.Train(Towns(1), "y", Some.Quick);
        Table rows = Towns(2);

        Run(model, rows, out _)["value"].Should().Equal(Numbers(model.PredictAll(rows).Columns[0]), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    private static float[] Numbers(TableColumn column) => [.. Enumerable.Range(0, column.Count).Select(row => (float)(double)column[row]!)];

    private static Dictionary<string, float[]> Run(TabularModel model, Table rows, out string[] labels)
    {
        using var file = new MemoryStream();
        TabularOnnx.Export(model, file);
        using var session = new InferenceSession(file.ToArray());
        using var results = session.Run([.. model.Columns.Select(column => Input(column, rows[column.Name]))]);
        labels = [.. results.Where(result => result.Name == "label").SelectMany(result => result.AsTensor<string>())];
        return results.Where(result => result.Name != "label").ToDictionary(result => result.Name, result => result.AsTensor<float>().ToArray());
    }

    private static NamedOnnxValue Input(InputColumn input, TableColumn column)
    {
        int[] shape = [column.Count, 1];
        int[] rows = [.. Enumerable.Range(0, column.Count)];
        return input.Kind switch
        {
            ColumnKind.Number => NamedOnnxValue.CreateFromTensor(input.Name,
                new DenseTensor<float>(rows.Select(row => column[row] is double value ? (float)value : float.NaN).ToArray(), shape)),
            ColumnKind.Date => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<long>(rows.Select(row => Seconds(column[row])).ToArray(), shape)),
            _ => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<string>(rows.Select(column.TextAt).ToArray(), shape)),
        };
    }

    private static long Seconds(object? date) => date is DateTime time ? (long)(time - DateTime.UnixEpoch).TotalSeconds : long.MinValue;
}
