namespace NeuralNet.Tabular.Tests.Encodings;

public sealed class EncodingTests
{
    private static float[] Encode(ColumnEncoding encoding, double value)
    {
        float[] inputs = new float[encoding.Width];
        encoding.Encode(value, inputs);
        return inputs;
    }

    [Fact]
    public void A_number_is_centred_by_the_median_scaled_by_the_quartiles_and_clipped_smoothly()
    {
        // Median 3, quartiles 2 and 4: z = (x - 3) / 2, clipped to z / sqrt(1 + (z / 3)^2).
        ColumnEncoding encoding = NumberEncoding.Fit([1, 2, 3, 4, 5], hasGaps: false, intervals: 0);

        Encode(encoding, 3).Should().Equal(0f);
        Encode(encoding, 9)[0].Should().BeApproximately((float)(3 / Math.Sqrt(2)), 1e-6f);
        Encode(encoding, 1e300)[0].Should().BeApproximately(3, 1e-6f);
    }

    [Fact]
    public void Where_the_quartiles_are_equal_half_the_range_is_the_scale()
        => Encode(NumberEncoding.Fit([0, 0, 0, 0, 0, 0, 0, 0, 0, 8], hasGaps: false, intervals: 0), 4)[0]
            .Should().BeApproximately((float)(1 / Math.Sqrt(1 + 1.0 / 9)), 1e-6f);

    [Fact]
    public void Intervals_have_equally_many_rows_and_tell_how_far_a_number_has_come_in_each()
        => Encode(NumberEncoding.Fit([0, 1, 2, 3, 4, 10, 20, 30, 40], hasGaps: false, intervals: 2), 13)[1..].Should().Equal(1f, 0.25f);

    [Fact]
    public void A_gap_is_the_median_and_marked_if_training_rows_have_gaps()
    {
        Encode(NumberEncoding.Fit([1, 2, 3], hasGaps: true, intervals: 0), double.NaN).Should().Equal(0, 1);
        Encode(NumberEncoding.Fit([1, 2, 3], hasGaps: false, intervals: 0), double.NaN).Should().Equal(0);
    }

    [Fact]
    public void Rare_and_unseen_levels_share_a_place_and_gaps_have_one()
    {
        // Levels 0, 1 and 2 occur 3, 1 and 2 times; two rows are needed for a place.
        ColumnEncoding encoding = CategoryEncoding.Fit([0, 0, 0, 1, 2, 2, double.NaN], levels: 3, fewest: 2, mostOneHot: 8);

        Encode(encoding, 0).Should().Equal(0, 0, 1, 0);
        Encode(encoding, 1).Should().Equal(1, 0, 0, 0);
        Encode(encoding, 3).Should().Equal(1, 0, 0, 0);
        Encode(encoding, double.NaN).Should().Equal(0, 1, 0, 0);
    }

    [Fact]
    public void A_place_that_no_training_row_has_is_no_input()
    {
        ColumnEncoding encoding = CategoryEncoding.Fit([0, 0, 1, 1], levels: 2, fewest: 2, mostOneHot: 8);

        Encode(encoding, 2).Should().Equal(0, 0, 0, 0);
        Encode(encoding, double.NaN).Should().Equal(0, 0, 0, 0);
    }

    [Fact]
    public void Days_are_points_on_the_circles_of_year_and_week()
    {
        double monday = Days.Of(new DateOnly(2024, 1, 1));
        ColumnEncoding encoding = DateEncoding.Fit([monday, monday + 400, monday + 800], hasGaps: false, intervals: 0);

        float[] first = Encode(encoding, monday), week = Encode(encoding, monday + 7), year = Encode(encoding, monday + 365.2425 * 2);

        first.Length.Should().Be(6);
        first[4..].Should().Equal(week[4..], "the weekday is the same");
        first[2..4].Should().Equal(year[2..4], (a, b) => Math.Abs(a - b) < 1e-4, "the season is the same");
        Encode(encoding, monday + 1)[4].Should().BeApproximately((float)Math.Sin(2 * Math.PI * ((monday + 1) / 7 % 1)), 1e-5f);
    }

    [Fact]
    public void Only_training_rows_are_looked_at()
    {
        TableColumn x = new("x", ColumnKind.Number, [1, 2, 3, 4, 5, 1e9], []), same = new("x", ColumnKind.Number, [1, 2, 3, 4, 5, -7], []);

        double[] Written(TableColumn column)
        {
            var tape = new Tape();
            var table = new TrainingTable { Columns = [column], Target = new double[6], Classes = [] };
            EncoderFitting.Fit(table, Recipes.Network(table, Effort.Normal) with { Intervals = 3 }, [0, 1, 2, 3, 4]).Write(tape);
            return tape.ToArray();
        }

        Written(x).Should().Equal(Written(same));
    }
}
