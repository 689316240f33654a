namespace NeuralNet.Tests;

/// <summary>
/// Messages speak of the data as the caller passed them: rows before a part is held back for validation, and the
/// caller's names.
/// </summary>
public sealed class CallersDataTests
{
    private const int Row = 17;

    private static readonly TrainingOptions _options = new() { ValidationFraction = 0.5, Epochs = 1 };

    private readonly Dataset<double> _data = Some.Classification<double>(samples: 30);
    private readonly Network<double> _network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);

    [Fact]
    public void A_missing_value_is_named_with_its_row_in_the_matrix_that_was_passed()
    {
        Matrix<double> x = _data.X.Clone();
        x[Row, 1] = double.NaN;

        Fitting(() => NewTrainer().Fit(x, _data.ToLabels())).WithMessage($"'x' holds NaN at row {Row}, column 1.*");
        Fitting(() => NewTrainer().Fit(x, _data.Y)).WithMessage($"'x' holds NaN at row {Row}, column 1.*");
        Fitting(() => NewTrainer().Fit(_data with { X = x, FeatureNames = ["age", "height"] })).WithMessage($"'training.X' holds NaN at row {Row}, "
            + $"column 1 (height).*");
    }

    [Fact]
    public void A_target_that_the_loss_refuses_is_named_with_its_row_in_the_matrix_that_was_passed()
    {
        Matrix<double> y = _data.Y.Clone();
        y[Row, 2] = -0.5;

        Fitting(() => NewTrainer().Fit(_data.X, y)).WithMessage($"*'y'*row {Row}*");
    }

    [Fact]
    public void One_sample_cannot_be_split_and_is_called_what_the_caller_calls_it()
        => Fitting(() => NewTrainer().Fit(_data.X.SubMatrix(0, 1, 0, 2), _data.Y.SubMatrix(0, 1, 0, 3)))
            .WithMessage("'x' has 1 samples, but with a 'ValidationFraction' of 0.5 at least 2 are needed*");

    [Fact]
    public void Weights_that_leave_a_part_without_a_sample_that_counts_are_called_what_the_caller_calls_them()
    {
        double[] weights = [.. Enumerable.Range(0, 30).Select(row => row == 0 ? 1.0 : 0)];

        Fitting(() => NewTrainer().Fit(_data with { SampleWeights = weights })).WithMessage("'training.SampleWeights' is 0 for all samples of one of "
            + "the parts*15 to train on, 15 held back*");
    }

    [Fact]
    public void A_split_that_was_checked_as_a_whole_trains_like_one_that_the_caller_made()
    {
        Network<double> other = _network.Clone();
        DataSplit<double> split = DataSplit<double>.Random(_data, 0.5, seed: 0);

        TrainingResult result = NewTrainer().Fit(_data);
        TrainingResult expected = new Trainer<double>(other, new SoftmaxCrossEntropy<double>(),
            _options with { ValidationFraction = 0 }).Fit(split.Training, split.Held);

        Bits.Of(_network).Should().Equal(Bits.Of(other));
        result.History[0].Validation.Should().Be(expected.History[0].Validation);
    }

    [Fact]
    public void Validation_data_with_the_columns_in_another_order_are_refused_with_both_names()
    {
        Dataset<double> training = _data with { FeatureNames = ["length", "width"] };
        Dataset<double> validation = _data with { FeatureNames = ["width", "length"] };
        byte[] before = Bits.Of(_network);

        Fitting(() => NewTrainer().Fit(training, validation))
            .WithMessage("'validation.FeatureNames' differs from 'training.FeatureNames': column of X 0 is 'width', but 'length' in the training "
                + "data. They are the same names in another order*");
        Bits.Of(_network).Should().Equal(before);
    }

    [Fact]
    public void Validation_data_with_the_classes_in_another_order_are_refused_with_both_names()
        => Fitting(() => NewTrainer().Fit(_data with { ClassNames = ["red", "green", "blue"] }, _data with { ClassNames = ["red", "blue", "green"] }))
            .WithMessage("'validation.ClassNames' differs from 'training.ClassNames': class 1 is 'blue', but 'green' in the training data.*");

    [Fact]
    public void Validation_data_with_other_targets_are_refused_with_both_names()
    {
        Dataset<double> data = Some.Regression<double>(samples: 10) with { TargetNames = ["price"] };
        var trainer = new Trainer<double>(Network.WithInputs<double>(2).Dense(1).Build(seed: 1), new MeanSquaredError<double>());

        Fitting(() => trainer.Fit(data, data with { TargetNames = ["rent"] })).WithMessage("*column of Y 0 is 'rent', but 'price' in the training "
            + "data. Both parts need the same columns and classes.*");
    }

    [Fact]
    public void Validation_data_of_the_same_names_or_of_none_are_welcome()
    {
        Dataset<double> named = _data with { FeatureNames = ["length", "width"], ClassNames = ["red", "green", "blue"] };

        NewTrainer().Fit(named, named with { }).History.Should().ContainSingle();
        NewTrainer().Fit(named, _data).History.Should().ContainSingle();
        NewTrainer().Fit(_data, named).History.Should().ContainSingle();
    }

    private Trainer<double> NewTrainer() => new(_network, new SoftmaxCrossEntropy<double>(), _options);

    private static FluentAssertions.Specialized.ExceptionAssertions<ArgumentException> Fitting(Func<TrainingResult> fit)
        => fit.Should().Throw<ArgumentException>();
}
