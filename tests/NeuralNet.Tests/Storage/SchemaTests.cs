namespace NeuralNet.Tests;

public sealed class SchemaTests
{
    private static readonly string[] _species = ["setosa", "versicolor", "virginica"];

    private static readonly Dataset<double> _flowers = new(Some.Matrix<double>(30, 2), [.. Enumerable.Range(0, 30).Select(i => _species[i % 3])])
    {
        FeatureNames = ["length", "width"],
    };

    [Fact]
    public void Names_of_the_data_are_saved_with_the_network_and_given_back()
    {
        Network<double> network = Trained(_flowers);

        Network<double> loaded = SavedAndLoaded(network);

        foreach (DataSchema schema in (DataSchema[])[loaded.Schema, network.Clone().Schema, network.ToFrozen().Schema])
        {
            schema.FeatureNames.Should().Equal("length", "width");
            schema.ClassNames.Should().Equal("setosa", "versicolor", "virginica");
            schema.Should().Be(network.Schema);
        }

        loaded.Schema.Classes!.Restore([2, 0]).Should().Equal("virginica", "setosa");
        loaded.Schema.ToString().Should().Be($"features: length, width{Environment.NewLine}classes: setosa, versicolor, virginica");
        loaded.ToString().Should().EndWith(loaded.Schema.ToString());
    }

    [Fact]
    public void Everything_a_schema_says_is_given_back_from_a_file()
    {
        Network<double> network = Network.WithInputs<double>(4).Dense(2).Build(seed: 1);
        network.UseSchema(new DataSchema
        {
            FeatureNames = ["length \"äß\" 長さ", "weight", "colour=red", "colour=blue"],
            FeatureUnits = ["cm", "kg", "", ""],
            TargetNames = ["price", "age"],
            TargetUnits = ["€", "years"],
            Categories = new Dictionary<string, LabelEncoder> { ["colour"] = new(["red", "blue"]) },
            Imputer = new Imputer([0.1, -1e300, double.Epsilon, 1 / 3.0]),
            Notes = new Dictionary<string, string> { ["calibration"] = "{\"margin\":2}", ["empty"] = "" },
        });

        DataSchema loaded = SavedAndLoaded(network).Schema;

        loaded.FeatureNames.Should().Equal(network.Schema.FeatureNames);
        loaded.FeatureUnits.Should().Equal("cm", "kg", "", "");
        loaded.TargetNames.Should().Equal("price", "age");
        loaded.TargetUnits.Should().Equal("€", "years");
        loaded.ClassNames.Should().BeNull();
        loaded.Categories["colour"].Transform(["blue", "red"]).Should().Equal(1, 0);
        loaded.Imputer!.Values.Should().Equal(0.1, -1e300, double.Epsilon, 1 / 3.0);
        loaded.Notes.Should().Equal(network.Schema.Notes);
        loaded.ToString().Should().StartWith("features: length \"äß\" 長さ (cm), weight (kg), colour=red, colour=blue");
        DataSchema.FromJson(loaded.ToJson()).Should().Be(loaded);
    }

    [Fact]
    public void A_file_of_a_network_that_knows_no_names_is_what_it_was()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(2).Build();

        string header = System.Text.Encoding.UTF8.GetString(Loading.Saved(network));

        header.Should().NotContain("schema").And.NotContain("decision");
        SavedAndLoaded(network).Schema.Should().Be(DataSchema.Empty);
    }

    [Fact]
    public void Units_and_imputer_that_were_set_stay_through_training()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        network.UseSchema(new DataSchema { FeatureUnits = ["cm", "mm"], Imputer = new Imputer([1, 2]) });

        Fit(network, _flowers);

        network.Schema.FeatureNames.Should().Equal("length", "width");
        network.Schema.FeatureUnits.Should().Equal("cm", "mm");
        network.Schema.Imputer!.Values.Should().Equal(1, 2);
    }

    [Fact]
    public void Names_in_another_order_are_refused_by_training_and_scoring()
    {
        Network<double> network = SavedAndLoaded(Trained(_flowers));
        Dataset<double> turned = _flowers with { FeatureNames = ["width", "length"] };
        Dataset<double> classes = _flowers with { ClassNames = ["setosa", "virginica", "versicolor"] };
        var trainer = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Epochs = 1 });
        Action[] acts = [() => trainer.Fit(turned), () => trainer.Evaluate(turned), () => trainer.Fit(_flowers, classes), () => trainer.Evaluate(classes)];
        string[] messages =
        [
            "Feature 0 of 'training.X' is 'width', but the network was trained with 'length' there: a feature would be taken for "
                + "another.*network.Schema*", "Feature 0 of 'data.X' is 'width'*",
            "Class 1 of 'validation.Y' is 'virginica', but the network was trained with 'versicolor' there*", "Class 1 of 'data.Y' is 'virginica'*",
        ];
        byte[] before = Bits.Of(network);

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);

        Bits.Of(network).Should().Equal(before);
        network.UseSchema(DataSchema.Empty);
        trainer.Fit(turned);
        network.Schema.FeatureNames.Should().Equal("width", "length");
    }

    [Fact]
    public void Records_bring_their_categories()
    {
        (double Area, string Colour, double Price)[] houses = [(1, "red", 2), (2, "blue", 3), (3, "red", 4)];
        Dataset<double> data =
            Dataset<double>.FromRecords(houses, [("area", h => h.Area)], targets: [("price", h => h.Price)], categories: [("colour", h => h.Colour)]);
        Network<double> network = Network.WithInputs<double>(3).Dense(1).Build();

        new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 1 }).Fit(data);

        DataSchema schema = SavedAndLoaded(network).Schema;
        schema.FeatureNames.Should().Equal("area", "colour=blue", "colour=red");
        schema.TargetNames.Should().Equal("price");
        schema.Categories["colour"].ToOneHot<double>(["red"]).ToRowMajorArray().Should().Equal(0, 1);
    }

    [Fact]
    public void A_network_that_was_loaded_says_how_to_read_another_file()
    {
        byte[] training = System.Text.Encoding.UTF8.GetBytes("area,colour,kind\n1,red,a\n2,blue,b\n3,red,a\n");
        byte[] later = System.Text.Encoding.UTF8.GetBytes("colour,area\nred,7\n");
        var options = new Csv.CsvOptions { Label = "kind", Categories = ["colour"] };
        Network<double> network = Network.WithInputs<double>(3).Dense(2).Softmax().Build();
        Fit(network, Csv.CsvFile.Read<double>(new MemoryStream(training), options));

        DataSchema schema = SavedAndLoaded(network).Schema;

        Csv.CsvFile.ReadFeatures<double>(new MemoryStream(later), options.EncodedAs(schema)).ToRowMajorArray().Should().Equal(7, 0, 1);
        schema.Categories["colour"].ClassNames.Should().Equal("blue", "red");
        schema.ClassNames.Should().Equal("a", "b");
    }

    [Fact]
    public void A_checkpoint_brings_the_names_along()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "run.safetensors");
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        var options = new TrainingOptions { Epochs = 1, Checkpoint = new CheckpointOptions(path) };
        new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), options).Fit(_flowers);
        Network<double> another = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);

        new Trainer<double>(another, new SoftmaxCrossEntropy<double>(), options).Restore(path);

        another.Schema.Should().Be(network.Schema);
        Trainer.Load<double>(path).Network.Schema.Should().Be(network.Schema);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"features\":[\"a\"]}")]
    [InlineData("{\"features\":[\"a\",7]}")]
    [InlineData("{\"features\":[\"a\",null]}")]
    [InlineData("{\"classes\":[\"a\",\"b\"]}")]
    [InlineData("{\"classes\":\"a\"}")]
    [InlineData("{\"imputer\":[1]}")]
    [InlineData("{\"imputer\":[1,1e999]}")]
    [InlineData("{\"categories\":{\"c\":[\"x\",\"x\"]}}")]
    [InlineData("{\"classes\":[\"a\",\"b\",\"c\"],\"classes\":[\"c\",\"b\",\"a\"]}")]
    [InlineData("{")]
    public void A_file_whose_names_do_not_fit_is_refused(string schema)
    {
        (byte[] header, byte[] data) = FileBytes.Parts(Loading.Saved(Trained(_flowers)));
        string text = System.Text.Encoding.UTF8.GetString(header);
        int start = text.IndexOf("\"schema\":\"", StringComparison.Ordinal) + 10, end = text.IndexOf("]}\"", start, StringComparison.Ordinal) + 2;
        string changed = text[..start] + schema.Replace("\"", "\\\"", StringComparison.Ordinal) + text[end..];

        var act = () => Network.Load<double>(new MemoryStream(FileBytes.Sealed(FileBytes.Of(System.Text.Encoding.UTF8.GetBytes(changed), data))));

        act.Should().Throw<InvalidDataException>().WithMessage("*names and units*");
    }

    [Fact]
    public void Names_that_do_not_fit_the_network_are_refused()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build();
        Action[] acts =
        [
            () => network.UseSchema(new DataSchema { FeatureNames = ["a"] }),
            () => network.UseSchema(new DataSchema { TargetUnits = ["a", "b"] }),
            () => network.UseSchema(new DataSchema { ClassNames = ["a", "b", "c"] }),
            () => network.UseSchema(new DataSchema { Imputer = new Imputer([1]) }),
            () => network.UseSchema(null!),
            () => _ = new DataSchema { FeatureNames = ["a", null!] },
            () => _ = new DataSchema { FeatureNames = ["a", "\ud800"] },
        ];
        string[] messages =
        [
            "'FeatureNames' has 1 entries, but the network has 2 inputs.*", "'TargetUnits' has 2 entries, but the network has 1 "
                + "outputs.*", "'ClassNames' has 3 names, but the network has 1 outputs: two names*",
            "The imputer fills 1 columns, but the network has 2 inputs.*", "*value*", "'FeatureNames'[1] is null*", "'FeatureNames'[1] holds half*",
        ];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }

    private static Network<double> Trained(Dataset<double> data)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        Fit(network, data);
        return network;
    }

    private static void Fit(Network<double> network, Dataset<double> data)
        => new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Epochs = 1 }).Fit(data);

    private static Network<double> SavedAndLoaded(Network<double> network) => Network.Load<double>(new MemoryStream(Loading.Saved(network)));
}
