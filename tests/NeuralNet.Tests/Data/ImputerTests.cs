namespace NeuralNet.Tests;

public sealed class ImputerTests
{
    private const double Missing = double.NaN;

    // Column 0 has 1, 2, 2, 7 and a gap, column 1 has 3, 3, 4, 5 and a gap, column 2 nothing missing.
    private static readonly Matrix<double> _x = Samples.FromRows<double>([[1, 4, 0], [2, Missing, 1], [Missing, 3, 0], [7, 5, 1], [2, 3, 1]]);

    public static TheoryData<string, double[]> Values => new()
    {
        { "mean", [3, 3.75, 0.6] },
        { "median", [2, 3.5, 1] },
        { "most frequent", [2, 3, 1] },
        { "constant", [-1, -1, -1] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Gaps_are_filled_with_what_the_other_values_of_the_column_say_and_nothing_else_changes(string kind, double[] values)
    {
        Imputer imputer = kind switch
        {
            "mean" => Imputer.Mean(_x),
            "median" => Imputer.Median(_x),
            "most frequent" => Imputer.MostFrequent(_x),
            _ => Imputer.Constant(-1, 3),
        };

        Matrix<double> filled = imputer.Transform(_x);

        imputer.Values.Should().BeEquivalentTo(values,
            options => options.Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-15)).WhenTypeIs<double>());
        filled.ToRowMajorArray().Should().Equal(1, 4, 0, 2, imputer.Values[1], 1, imputer.Values[0], 3, 0, 7, 5, 1, 2, 3, 1);
    }

    [Fact]
    public void The_smallest_of_several_most_frequent_values_is_taken()
        => Imputer.MostFrequent(Samples.FromRows<double>([[5], [3], [5], [3], [9]])).Values.Should().Equal(3);

    [Fact]
    public void Other_data_get_the_values_of_the_data_it_was_fitted_to()
        => Imputer.Mean(Samples.FromRows<float>([[2], [4]])).Transform(Samples.FromRows<float>([[100], [float.NaN]])).Column(0).Should().Equal(100, 3);

    [Fact]
    public void The_mean_of_large_numbers_does_not_overflow()
        => Imputer.Mean(Samples.FromRows<double>([[1.5e308], [1.5e308], [Missing]])).Values.Should().Equal(1.5e308);

    [Fact]
    public void What_cannot_be_imputed_is_named()
    {
        Action[] acts =
        [
            () => Imputer.Mean(Samples.FromRows<double>([[1, Missing], [2, Missing]])),
            () => Imputer.Median(Samples.FromRows<double>([[1, 2], [2, double.PositiveInfinity]])),
            () => Imputer.Mean(_x).Transform(Samples.FromRows<double>([[1]])),
            () => Imputer.Constant(Missing, 3),
            () => _ = new Imputer([1, Missing]),
            () => _ = new Imputer([]),
        ];
        string[] messages = ["Column 1 of 'x' has no value in any of its 2 rows*", "'x' holds Infinity at row 1, column 1*",
            "*fitted to 3 columns, but 'x' has 1 (1 x 1)*", "'value' is NaN*", "'values'[1] is NaN*", "'values' is empty*"];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
