using MathNet.Numerics.LinearAlgebra;
using NeuralNet;
using NeuralNet.Plots;
using NeuralNet.Uncertainty;

/// <summary>Pictures of how sure networks are of their answers, and what these depend on.</summary>
internal static class HowSure
{
    public static void Draw(Action<string, Picture> save)
    {
        DrawIntervals(save);
        DrawProbabilities(save);
        DrawReasons(save);
    }

    /// <summary>Quantiles of a wave whose noise grows with the distance, moved outwards by a calibration.</summary>
    private static void DrawIntervals(Action<string, Picture> save)
    {
        var random = new RandomStream(seed: 1);
        Matrix<double> x = Matrix<double>.Build.Dense(900, 1, (_, _) => 4 * random.NextDouble() - 2);
        Matrix<double> y = x.Map(v => Math.Sin(2 * v) + (0.1 + 0.2 * Math.Abs(v)) * random.NextNormal());
        var loss = new QuantileLoss<double>(0.05, 0.5, 0.95);
        var network = Network.WithInputs<double>(1).Dense(16).Tanh().Dense(3).Quantiles(3).Build(seed: 1);
        var options = new TrainingOptions { Optimizer = new Adam { LearningRate = new ExponentialDecay(0.02, 0.995) }, Epochs = 1000, BatchSize = 300 };
        new Trainer<double>(network, loss, options).Fit(Part(x, 0), loss.TargetsFor(Part(y, 0)));

        network.UseIntervals(ConformalIntervals.Calibrate(network.Predict(Part(x, 1)), Part(y, 1), coverage: 0.9, ConformalScore.Quantiles));

        PredictionIntervals<double> intervals = network.PredictConformal(Part(x, 2));
        save("interval-band", Picture.OfIntervalBand(Column(Part(x, 2)), Column(intervals.Outputs), Column(intervals.Lower), Column(intervals.Upper),
            Column(Part(y, 2)), "distance", "height"));
    }

    /// <summary>A classifier that was trained too long, with the temperature that makes it honest.</summary>
    private static void DrawProbabilities(Action<string, Picture> save)
    {
        var random = new RandomStream(seed: 2);
        Matrix<double> x = Matrix<double>.Build.Dense(3 * 1000, 2, (_, _) => random.NextNormal());
        int[] labels = [.. x.EnumerateRows().Select(row => random.NextDouble() < 1 / (1 + Math.Exp(-2 * row[0] + row[1] + 1)) ? 1 : 0)];
        var network = Network.WithInputs<double>(2).Dense(32).Tanh().Dense(1).Sigmoid().Build(seed: 1);
        var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.02 }, Epochs = 400 };
        new Trainer<double>(network, new BinaryCrossEntropy<double>(), options).Fit(x.SubMatrix(0, 200, 0, 2), labels[..200]);

        network = TemperatureScaling.Calibrate(network, Part(x, 1), labels[1000..2000]).Network;

        Matrix<double> probabilities = network.Predict(Part(x, 2));
        int[] actual = labels[2000..];
        CalibrationCurve calibration = CalibrationCurve.Of(probabilities, actual);
        save("calibration-curve", Picture.OfCalibrationCurve([.. calibration.Bins.Select(bin => bin.Probability)],
            [.. calibration.Bins.Select(bin => bin.Share)],
            [.. calibration.Bins.Select(bin => bin.Count)]));
        RocCurve roc = RocCurve.Of(Column(probabilities), actual);
        save("roc-curve", Picture.OfRocCurve([.. roc.Points.Select(point => point.FalsePositiveRate)],
            [.. roc.Points.Select(point => point.TruePositiveRate)]));
        PrecisionRecallCurve curve = PrecisionRecallCurve.Of(Column(probabilities), actual);
        save("precision-recall-curve",
            Picture.OfPrecisionRecallCurve([.. curve.Points.Select(point => point.Recall)], [.. curve.Points.Select(point => point.Precision)],
                curve.Baseline));
    }

    /// <summary>Prices that depend on area, distance and age, and not on the number of the house.</summary>
    private static void DrawReasons(Action<string, Picture> save)
    {
        var random = new RandomStream(seed: 3);
        Matrix<double> x = Matrix<double>.Build.Dense(600, 4, (_, j) => j switch
        {
            0 => 30 + 120 * random.NextDouble(),
            1 => 20 * random.NextDouble(),
            2 => 100 * random.NextDouble(),
            _ => 1 + random.NextInteger(99),
        });
        Matrix<double> y = Matrix<double>.Build.Dense(600, 1,
            (i, _) => x[i, 0] * (1.5 + 4 * Math.Exp(-x[i, 1] / 6) + 0.0003 * Math.Pow(x[i, 2] - 50, 2)) / 100);
        var network = Network.WithInputs<double>(4).Standardize(x).Dense(24).Tanh().Dense(1).Build(seed: 1);
        new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Optimizer = new Adam { LearningRate = 0.01 }, Epochs = 300 })
            .Fit(x.SubMatrix(0, 300, 0, 4), y.SubMatrix(0, 300, 0, 1));
        (Matrix<double> held, Matrix<double> prices) = (x.SubMatrix(300, 300, 0, 4), y.SubMatrix(300, 300, 0, 1));
        network.UseSchema(network.Schema with { FeatureNames = ["floor area", "distance", "age", "house number"] });

        PermutationImportance importance = PermutationImportance.Measure(network, new MeanSquaredError<double>(), held, prices);
        save("importance", Picture.OfImportance([.. importance.Columns.Select(column => column.Name)], [.. importance.Columns.Select(column => column.Mean)],
            [.. importance.Columns.Select(column => column.Deviation)]));
        PartialDependence dependence = PartialDependence.Of(network, held, column: 1);
        save("partial-dependence", Picture.OfPartialDependence(dependence.Values, dependence.Outputs, "distance from the centre, km",
            ["price, 100,000 euros"]));
    }

    private static Matrix<double> Part(Matrix<double> all, int part) => all.SubMatrix(part * all.RowCount / 3, all.RowCount / 3, 0, all.ColumnCount);

    private static double[] Column(Matrix<double> matrix) => matrix.Column(0).ToArray();
}
