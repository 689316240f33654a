using SkiaSharp;

namespace NeuralNet.Plots.Tests;

/// <summary>Pictures of how sure a network is, and why.</summary>
public sealed class CurveTests
{
    [Fact]
    public void A_calibration_curve_says_its_error_and_its_samples()
    {
        Picture picture = Picture.OfCalibrationCurve([0.1, 0.5, 0.9], [0.2, 0.5, 0.7], [10, 80, 10]);

        picture.Words().Should().Contain(["Expected calibration error 0.030 of 100 samples", "probability", "came true"]);
        picture.ShouldBeLegible();
    }

    [Fact]
    public void A_roc_curve_says_its_area()
    {
        Picture picture = Picture.OfRocCurve([0, 0, 0.5, 0.5, 1], [0, 0.5, 0.5, 1, 1]);

        picture.Words().Should().Contain(["Area under the curve 0.750", "false positive rate", "true positive rate"]);
        picture.ShouldBeLegible();
    }

    [Fact]
    public void A_precision_recall_curve_says_its_area_and_that_of_chance()
    {
        Picture picture = Picture.OfPrecisionRecallCurve([0.5, 0.5, 1, 1], [1, 0.5, 2.0 / 3, 0.5], baseline: 0.5);

        picture.Words().Should().Contain(["Average precision 0.833, 0.500 by chance", "recall", "precision"]);
        picture.ShouldBeLegible();
    }

    [Fact]
    public void An_interval_band_counts_the_targets_within_and_shows_those_outside()
    {
        double[] x = [3, 1, 2, 4], y = [1, 1, 9, 1];

        Picture picture = Picture.OfIntervalBand(x, [1, 1, 1, 1], [0, 0, 0, 0], [2, 2, 2, 2], y, "distance", "price");

        picture.Words().Should().Contain(["3 of 4 targets are within their intervals (75.0 %)", "distance", "price"]);
        using SKBitmap pixels = picture.Pixels();
        pixels.Count(Reading.Vermillion).Should().BeGreaterThan(5);
        pixels.Count(SKColor.Parse("#CCE3F0"), tolerance: 3).Should().BeGreaterThan(1000, "the band is pale blue");
        picture.ShouldBeLegible();
    }

    [Fact]
    public void Importance_has_the_most_important_column_first()
    {
        Picture picture = Picture.OfImportance(["colour", "size", "age"], [-0.01, 19.5, 2.25], [0.02, 0.9, 0.1]);

        picture.Words().Where(word => word is "colour" or "size" or "age").Should().Equal("size", "age", "colour");
        picture.Words().Should().Contain(["19.5", "2.25", "-0.01"]);
        picture.ShouldBeLegible();
        Picture.OfImportance([.. Enumerable.Range(0, 40).Select(k => $"column {k}")], [.. Enumerable.Range(0, 40).Select(k => (double)k)], new double[40])
            .Words()
            .Should().Contain("and 10 more");
    }

    [Fact]
    public void Partial_dependence_has_a_curve_for_each_output()
    {
        Matrix<double> outputs = Matrix<double>.Build.Dense(5, 3, (i, j) => i * j);

        Picture picture = Picture.OfPartialDependence([1, 2, 3, 4, 5], outputs, "age", ["a", "b", "c"]);

        picture.Words().Should().Contain(["a", "b", "c", "age", "mean output"]);
        picture.ShouldBeLegible();
        Picture.OfPartialDependence([1, 2], outputs.SubMatrix(0, 2, 1, 1), "age", ["price"]).Words().Should().Contain(["age", "mean of price"]);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(123_456)]
    [InlineData(1e300)]
    public void Numbers_of_any_size_are_legible(double size)
    {
        double[] x = [size, 2 * size, 3 * size];

        Picture.OfIntervalBand(x, x, [0.5 * size, size, 2 * size], [2 * size, 3 * size, 4 * size], x).ShouldBeLegible();
        Picture.OfPartialDependence(x, Matrix<double>.Build.Dense(3, 2, (i, j) => (i + j) * size)).ShouldBeLegible();
        Picture.OfImportance(["a", "b", "c"], x, x).ShouldBeLegible();
    }

    [Fact]
    public void One_sample_and_constant_numbers_are_drawn()
    {
        Picture.OfIntervalBand([1], [0], [0], [0], [0]).ShouldBeLegible();
        Picture.OfPartialDependence([2], Matrix<double>.Build.Dense(1, 1, 3)).ShouldBeLegible();
        Picture.OfImportance(["only"], [0], [0]).ShouldBeLegible();
        Picture.OfCalibrationCurve([1], [1], [1]).ShouldBeLegible();
        Picture.OfPrecisionRecallCurve([1], [0.5], 0.5).ShouldBeLegible();
        Picture.OfImportance([new string('w', 300)], [1e-9], [1e300]).ShouldBeLegible();
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_with_its_place()
    {
        Refused(() => Picture.OfRocCurve([0], [0]), "*'falsePositiveRates' has 1 numbers, but at least 2 are needed*");
        Refused(() => Picture.OfRocCurve([0, 1], [0, 2]), "*'truePositiveRates'[1] is 2*from 0 to 1*");
        Refused(() => Picture.OfRocCurve([0, 1], [0, 1, 1]), "*3 numbers*2*");
        Refused(() => Picture.OfCalibrationCurve([], [], []), "*'probabilities' has 0 numbers*");
        Refused(() => Picture.OfCalibrationCurve([0.5], [0.5], [0]), "*'counts' holds 0*");
        Refused(() => Picture.OfPrecisionRecallCurve([1], [1], double.NaN), "*'baseline'[0] is NaN*");
        Refused(() => Picture.OfIntervalBand([1, 2], [1, double.NaN], [0, 0], [1, 1]), "*'outputs'[1] is NaN*");
        Refused(() => Picture.OfIntervalBand([1, 2], [1, 1], [0, 3], [1, 1]), "*'lower'[1] is above 'upper'[1]*");
        Refused(() => Picture.OfIntervalBand([1, 2], [1, 1], [0, 0], [1, 1], [1]), "*'targets' has 1 numbers*");
        Refused(() => Picture.OfImportance(["a"], [1, 2], [1, 2]), "*1 names*2 columns*");
        Refused(() => Picture.OfImportance(["a"], [1], [-1]), "*below 0*");
        Refused(() => Picture.OfPartialDependence([1, 2], Matrix<double>.Build.Dense(3, 1)), "*'outputs' has 3 numbers, but 'values' has 2*");
    }

    private static void Refused(Action action, string message) => action.Should().Throw<ArgumentException>().WithMessage(message);
}
