namespace NeuralNet.Tests;

public sealed class DatasetTests
{
    private sealed record House(double Area, int? Rooms, string City, double Price);

    private static readonly House[] _houses = [new(80, 3, "Rome", 200), new(120, null, "Bonn", 350), new(50, 1, "Rome", 120)];

    [Fact]
    public void Records_become_named_columns_and_categories_one_hot_columns_behind_them()
    {
        Dataset<double> data = Dataset<double>.FromRecords(_houses, [("area", h => h.Area), ("rooms", h => h.Rooms)], targets: [("price", h =>
            h.Price)], categories: [("city", h => h.City)]);

        data.FeatureNames.Should().Equal("area", "rooms", "city=Bonn", "city=Rome");
        data.TargetNames.Should().Equal("price");
        data.X.ToRowMajorArray().Should().Equal(80, 3, 0, 1, 120, double.NaN, 1, 0, 50, 1, 0, 1);
        data.Y.Column(0).Should().Equal(200, 350, 120);
        data.MissingValues().Should().Equal(new MissingValue(1, 1, "rooms"));
        data.ToString().Should().Be("3 samples, 4 features (area, rooms, city=Bonn, city=Rome), 1 targets (price), 1 missing values");
    }

    [Fact]
    public void Records_with_a_label_become_one_hot_rows_and_keep_the_names_of_the_classes_in_ordinal_order()
    {
        Dataset<float> data = Dataset<float>.FromRecords(_houses, [("area", h => h.Area)], label: h => h.City);

        data.ClassNames.Should().Equal("Bonn", "Rome");
        data.ToLabels().Should().Equal(1, 0, 1);
        data.ToString().Should().Be("3 samples, 1 features (area), 2 classes (Bonn 1, Rome 2)");
    }

    [Fact]
    public void Arrays_with_targets_labels_or_names_are_data_sets()
    {
        double[][] rows = [[1, 2], [3, 4]];

        new Dataset<double>(rows, [[5], [6]]).Y.Column(0).Should().Equal(5, 6);
        new Dataset<double>(rows, [2, 0], classes: 3).ToLabels().Should().Equal(2, 0);
        new Dataset<double>(rows, ["no", "yes"]).ToLabels().Should().Equal(0, 1);
        new Dataset<double>(Samples.FromRows(rows), ["no", "yes"], new LabelEncoder(["yes", "no"])).ToLabels().Should().Equal(1, 0);
    }

    [Fact]
    public void A_subset_keeps_all_names_and_targets_that_are_the_inputs()
    {
        Dataset<double> data = new Dataset<double>([[1, 2], [3, 4]], ["a", "b"]) with { FeatureNames = ["p", "q"] };
        var itself = new Dataset<double>(data.X, data.X);

        data.Subset([1]).FeatureNames.Should().Equal("p", "q");
        data.Subset([1]).ClassNames.Should().Equal("a", "b");
        Dataset<double> part = itself.Subset([1]);
        part.Y.Should().BeSameAs(part.X);
    }

    [Fact]
    public void Zeros_and_ones_in_one_column_are_labels_and_other_targets_are_not()
    {
        new Dataset<double>([[1], [2]], [[0], [1]]).ToLabels().Should().Equal(0, 1);

        Action act = () => new Dataset<double>([[1], [2]], [[0.5], [1]]).ToLabels();

        act.Should().Throw<InvalidOperationException>().WithMessage("The targets (2 x 1) are no classes*");
    }

    [Fact]
    public void Names_that_do_not_fit_the_columns_are_refused_wherever_the_data_are_used()
    {
        Dataset<double> data = new([[1, 2], [3, 4], [5, 6], [7, 8]], [0, 1, 0, 1], classes: 2);
        Network<double> network = Network.WithInputs<double>(2).Dense(2).Softmax().Build();

        foreach (Dataset<double> wrong in new[] { data with { FeatureNames = ["p"] }, data with { ClassNames = ["a", "b", "c"] }, data with { TargetNames =
            ["t"] } })
        {
            foreach (Action use in new Action[] { () => wrong.Subset([0]), () => DataSplit<double>.Random(wrong, 0.5), () =>
                new Trainer<double>(network, new SoftmaxCrossEntropy<double>()).Fit(wrong) })
                use.Should().Throw<ArgumentException>().WithMessage("*Names' has ? names (*), but ? has 2 columns*");
        }
    }

    [Fact]
    public void Training_on_missing_values_says_where_they_are_by_row_column_and_name()
    {
        Dataset<double> data = Dataset<double>.FromRecords(_houses, [("area", h => h.Area), ("rooms", h => h.Rooms)], targets: [("price", h => h.Price)]);

        Action act = () => new Trainer<double>(Network.WithInputs<double>(2).Dense(1).Build(), new MeanSquaredError<double>()).Fit(data);

        act.Should().Throw<ArgumentException>().WithMessage("'training.X' holds NaN at row 1, column 1 (rooms). *Imputer*");
    }

    [Fact]
    public void Records_that_cannot_be_used_are_named()
    {
        static string Message(Action act) => act.Should().Throw<ArgumentException>().Which.Message;

        Message(() => Dataset<double>.FromRecords(Array.Empty<House>(), [("area", h => h.Area)], h => h.City)).Should().Contain("'records' is empty");
        Message(() => Dataset<double>.FromRecords([_houses[0], null!], [("area", h => h.Area)], h => h.City)).Should().Contain("'records'[1] is null");
        Message(() => Dataset<double>.FromRecords(_houses, [], h => h.City)).Should().Contain("'features' is empty");
        Message(() => Dataset<double>.FromRecords(_houses, [("area", h => h.Area / 0)], h => h.City)).Should().Contain("'area' of record 0 is Infinity");
        Message(() => Dataset<float>.FromRecords(_houses, [("area", h => h.Area * 1e300)], h => h.City)).Should().Contain("that Single can hold");
        Message(() => Dataset<double>.FromRecords(_houses, [("area", h => h.Area)], targets: [("rooms", h => h.Rooms)]))
            .Should().Contain("'rooms' of record 1 is NaN, but a finite number was expected");
        Message(() => Dataset<double>.FromRecords(_houses, [("area", h => h.Area)], h => h.Rooms?.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            .Should().Contain("'label' of record 1 is null");
    }

    [Fact]
    public void Labels_of_one_class_are_all_0()
    {
        Matrix<double> x = Samples.FromRows<double>([[1], [2], [3]]);
        Dataset<double>[] sets =
        [
            new(x, [0, 0, 0], classes: 1), new(x, (string[])["oak", "oak", "oak"]), new([[1.0], [2], [3]], [0, 0, 0], classes: 1),
            new(x, Matrix<double>.Build.Dense(3, 1, 1)) { ClassNames = ["oak"] },
        ];

        foreach (Dataset<double> data in sets)
        {
            data.ToLabels().Should().Equal(0, 0, 0);
            data.Subset([2, 0]).ToLabels().Should().Equal(0, 0);
            data.ToString().Should().Be($"3 samples, 1 features, 1 classes ({data.ClassNames?[0] ?? "0"} 3)");
            DataSplit<double>.Random(data, 0.4).Held.ToLabels().Should().OnlyContain(label => label == 0);
            CrossValidation.Run(data, 3, _ => features => features).Confusion!.ToString().Should().Contain("accuracy 100.00 % of 3 samples");
        }
    }

    [Fact]
    public void A_column_of_ones_is_the_second_of_two_classes_where_nobody_says_that_there_is_one()
    {
        Dataset<double> data = new(Samples.FromRows<double>([[1], [2]]), Samples.FromRows<double>([[1], [1]]));

        data.ToLabels().Should().Equal(1, 1);
        data.ToString().Should().EndWith("2 classes (0 0, 1 2)");
        (data with { ClassNames = ["no", "yes"] }).ToString().Should().EndWith("2 classes (no 0, yes 2)");
    }

    [Fact]
    public void One_name_for_a_column_of_two_classes_is_refused()
    {
        Dataset<double> data = new(Samples.FromRows<double>([[1], [2]]), Samples.FromRows<double>([[0], [1]])) { ClassNames = ["oak"] };

        var act = () => data.ToString();

        act.Should().Throw<ArgumentException>().WithMessage("'ClassNames' has 1 names (oak), but Y has 1 columns, so there are 2 classes.*");
    }

    [Fact]
    public void Minus_one_and_plus_one_are_two_classes()
    {
        Dataset<double> data = new(Samples.FromRows<double>([[1], [2], [3]]), Samples.FromRows<double>([[-1], [1], [-1]]));

        data.ToLabels().Should().Equal(0, 1, 0);
        data.ToString().Should().EndWith("2 classes (0 2, 1 1)");
    }

    [Theory]
    [InlineData("SoftmaxCrossEntropy")]
    [InlineData("MeanSquaredError")]
    public void A_softmax_of_one_column_knows_one_class(string loss)
    {
        Matrix<double> x = Some.Matrix<double>(6, 2);
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Softmax().Build(seed: 1);
        int[] before = network.Classify(x);

        TrainingResult result = new Trainer<double>(network, Library.Loss<double>(loss), new TrainingOptions { Epochs = 2 }).Fit(x, new int[6]);

        before.Should().OnlyContain(label => label == 0);
        network.Classify(x).Should().OnlyContain(label => label == 0);
        network.ToFrozen().Classify(x).Should().OnlyContain(label => label == 0);
        result.History[^1].Training.Accuracy.Should().Be(1);
    }
}
