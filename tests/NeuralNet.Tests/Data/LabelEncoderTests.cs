namespace NeuralNet.Tests;

public sealed class LabelEncoderTests
{
    [Fact]
    public void Names_become_labels_in_ordinal_order_and_names_again()
    {
        string[] names = ["setosa", "virginica", "setosa", "Versicolor"];

        var encoder = LabelEncoder.Fit(names);

        encoder.ClassNames.Should().Equal("Versicolor", "setosa", "virginica");
        encoder.Transform(names).Should().Equal(1, 2, 1, 0);
        encoder.Restore([1, 2, 1, 0]).Should().Equal(names);
        encoder.ToOneHot<float>(names).ToRowMajorArray().Should().Equal(0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0);
    }

    [Fact]
    public void A_given_order_is_kept()
        => new LabelEncoder(["low", "middle", "high"]).Transform(["high", "low"]).Should().Equal(2, 0);

    [Fact]
    public void A_name_that_was_not_there_when_fitted_is_refused_with_its_place_and_the_known_ones()
    {
        var encoder = LabelEncoder.Fit(["a", "b"]);

        Action act = () => encoder.Transform(["b", "c"]);

        act.Should().Throw<ArgumentException>().WithMessage("'names'[1] is 'c', which is none of the 2 classes: 'a', 'b'.*");
    }

    [Fact]
    public void Empty_double_and_null_names_and_labels_out_of_range_are_refused()
    {
        Action[] acts =
        [
            () => LabelEncoder.Fit([]),
            () => LabelEncoder.Fit(["a", null!]),
            () => _ = new LabelEncoder([]),
            () => _ = new LabelEncoder(["a", null!]),
            () => _ = new LabelEncoder(["a", "b", "a"]),
            () => LabelEncoder.Fit(["a"]).Transform([null!]),
            () => LabelEncoder.Fit(["a"]).Restore([1]),
        ];
        string[] messages = ["'names' is empty*", "'names' holds null, after 1 *", "'classNames' is empty*", "'classNames'[1] is null*",
            "'classNames'[2] is 'a', as is 'classNames'[0]*", "'names'[0] is null, which is none*", "'labels'[0] is 1, *0 to 0*"];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
