namespace NeuralNet.Tests;

/// <summary>The look at data without training.</summary>
public sealed class DataReportTests
{
    [Fact]
    public void Columns_are_told_with_their_names_and_numbers()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(4, 2, (i, j) => j == 0 ? i : 2 - i % 2), y = Matrix<double>.Build.Dense(4, 1, (i, _) => i * i);
        var data = new Dataset<double>(x, y) { FeatureNames = ["age", "floor"] };

        DataReport report = DataReport.Of(data);

        report.Inputs[0].Should().Be(new ColumnReport("age", 0, 3, 1.5, Math.Sqrt(1.25)));
        report.Targets[0].Mean.Should().Be(3.5);
        report.ToString().Should().Contain("X 0 age").And.Contain("Y 0");
    }

    [Fact]
    public void A_code_for_missing_values_is_named_with_its_column_and_row()
    {
        Matrix<double> x = Some.Matrix<double>(200, 3);
        for (int i = 5; i < 200; i += 40)
            x[i, 1] = -999;

        DataReport report = DataReport.Of(new Dataset<double>(x, Some.Matrix<double>(200, 1, seed: 2)));

        Finding finding = report.Findings[0];
        finding.Code.Should().Be(FindingCode.WildValues);
        finding.Columns.Should().Equal(1);
        finding.Numbers["row"].Should().Be(5);
        finding.Observation.Should().Contain("-999");
        finding.Remedy.Should().Contain("Imputer");
        report.ToString().Should().StartWith("WARNING: Wild values");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_wrong_target_among_a_hundred_thousand_is_named_with_its_row(int outputs)
    {
        Matrix<float> y = Some.Matrix<float>(100_000, outputs, seed: 2);
        y[54_321, outputs - 1] = 1e6f;

        DataReport report = DataReport.Of(new Dataset<float>(Some.Matrix<float>(100_000, 2), y));

        report.Targets[^1].Highest.Should().Be(1e6);
        Finding finding = report.Findings.Should().ContainSingle(found => found.Code == FindingCode.WildValues).Subject;
        finding.Numbers["row"].Should().Be(54_321);
    }

    [Fact]
    public void Copies_are_found_where_the_second_half_repeats_the_first_and_where_one_row_in_six_comes_twice()
    {
        Matrix<float> x = Some.Matrix<float>(50_000, 8), y = Some.Matrix<float>(50_000, 1, seed: 2);
        Dataset<float> twice = new(x.Stack(x), y.Stack(y)), some = new(x.Stack(x.SubMatrix(0, 8_000, 0, 8)), y.Stack(y.SubMatrix(0, 8_000, 0, 1)));

        FindingCode[] inTwice = [.. DataReport.Of(twice).Findings.Select(finding => finding.Code)];
        FindingCode[] inSome = [.. DataReport.Of(some).Findings.Select(finding => finding.Code)];

        inTwice.Should().Contain(FindingCode.DuplicateSamples);
        inSome.Should().Contain(FindingCode.DuplicateSamples);
    }

    [Fact]
    public void Validation_data_left_raw_are_told_from_scaled_training_data()
    {
        Matrix<float> raw = Some.Matrix<float>(300, 2) * 8 + 50;
        Matrix<float> y = Some.Matrix<float>(300, 1, seed: 2);
        Matrix<float> scaled = StandardScaler.Fit(raw).Transform(raw);

        DataReport report = DataReport.Of(new Dataset<float>(scaled, y), new Dataset<float>(raw.SubMatrix(0, 100, 0, 2), y.SubMatrix(0, 100, 0, 1)));

        report.Findings.Should().ContainSingle(finding => finding.Code == FindingCode.ValidationUnlikeTraining && finding.Columns.Count == 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Zeros_of_either_sign_are_equal_inputs(int columns)
    {
        // Rows 2k and 2k + 1 are equal but for the signs of zeros; 5 floats are two words and a half.
        Matrix<float> x = Matrix<float>.Build.Dense(40, columns, (i, j) => j == 0 ? i / 2 / 10f : (i + j) % 2 == 0 ? 0f : -0f);
        Matrix<float> y = Matrix<float>.Build.Dense(40, 1, (i, _) => i % 2);

        DataReport single = DataReport.Of(new Dataset<float>(x, y));
        DataReport wide = DataReport.Of(new Dataset<double>(x.Map(value => (double)value), y.Map(value => (double)value)));

        foreach (DataReport report in new[] { single, wide })
            report.Findings.Should().Contain(finding => finding.Code == FindingCode.ContradictorySamples);
    }

    [Fact]
    public void Data_that_are_as_they_should_be_leave_nothing_to_say()
        => DataReport.Of(new Dataset<double>(Some.Matrix<double>(300, 4), Some.Matrix<double>(300, 1, seed: 2)),
            new Dataset<double>(Some.Matrix<double>(100, 4, seed: 3), Some.Matrix<double>(100, 1, seed: 4))).Findings.Should().BeEmpty();

    [Fact]
    public void Parts_of_different_columns_are_refused_with_both_numbers()
    {
        var wide = new Dataset<double>(Some.Matrix<double>(10, 3), Some.Matrix<double>(10, 1));
        var narrow = new Dataset<double>(Some.Matrix<double>(10, 2), Some.Matrix<double>(10, 1));

        FluentActions.Invoking(() => DataReport.Of(wide, narrow)).Should().Throw<ArgumentException>().WithMessage("*2 inputs*has 3*");
    }

    [Fact]
    public void Targets_that_wander_in_time_are_told_and_shuffled_or_sorted_ones_are_not()
    {
        Matrix<double> x = Some.Matrix<double>(400, 2), noise = Some.Matrix<double>(400, 1, seed: 2);
        Matrix<double> wandering = Matrix<double>.Build.Dense(400, 1, (i, _) => 0.01 * i + noise[i, 0]);
        Matrix<double> shuffled = Matrix<double>.Build.Dense(400, 1, (i, _) => wandering[i * 171 % 400, 0]);
        Matrix<double> sorted = Matrix<double>.Build.DenseOfColumnArrays(wandering.Column(0).Order().ToArray());

        Finding finding = DataReport.Of(new Dataset<double>(x, wandering)).Findings.Single(found => found.Code == FindingCode.DriftingData);

        finding.Severity.Should().Be(Severity.Information);
        finding.Columns.Should().Equal(0);
        finding.Numbers["drift in deviations"].Should().BeApproximately(2.1, 0.6, "the mean rises by 3.2 in all, of a deviation of 1.5");
        DataReport.Of(new Dataset<double>(x, shuffled)).Findings.Should().NotContain(found => found.Code == FindingCode.DriftingData);
        DataReport.Of(new Dataset<double>(x, sorted)).Findings.Should().NotContain(found => found.Code == FindingCode.DriftingData);
    }
}
