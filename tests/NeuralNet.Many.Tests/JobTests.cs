namespace NeuralNet.Many.Tests;

/// <summary>What a runner elsewhere is told of a job: the same on every machine.</summary>
public sealed class JobTests
{
    private static readonly TrialSettings _settings = Search.Run(Flowers.Space, _ => 0, new SearchOptions { Method = new RandomSearch(1) }).Best!.Settings;

    [Theory]
    [InlineData(0, "shop-17", 1903810322)]
    [InlineData(5, "shop-17", -1871033331)]
    [InlineData(-1, "Größe", -1347562553)]
    [InlineData(0, "", -1738457121)]
    public void The_seed_of_a_key_begins_SHA_256_of_the_seed_of_the_fleet_and_the_key(int seed, string key, int expected)
        // hashlib.sha256(struct.pack('<i', seed) + key.encode()), the first four bytes, little-endian.
        => Fleet.SeedOf(seed, key).Should().Be(expected);

    [Fact]
    public void A_model_trained_elsewhere_with_the_seed_of_its_key_is_the_one_of_the_fleet()
    {
        using var folder = new TemporaryFolder();
        Fleet.Train(folder.File("fleet"), Shops.Keys(3), Shops.Load, Shops.Recipe, new FleetOptions { Seed = 7 });
        Dataset<double> data = Shops.Load("shop-2");
        Trainer<double> elsewhere = Shops.Recipe.Make(data, Fleet.SeedOf(7, "shop-2"));

        elsewhere.Fit(data);

        using Fleet<double> fleet = Fleet.Open<double>(folder.File("fleet"));
        Bits.Of(elsewhere.Network).Should().Equal(Bits.Of(fleet.Load("shop-2")));
    }

    [Fact]
    public void The_fingerprint_of_the_data_of_an_objective_is_that_of_equal_data_and_of_no_others()
    {
        DataSplit<double> split = Flowers.Objective.Splits[0];
        Matrix<double> x = split.Held.X.Clone();
        x[4, 1] = Math.BitIncrement(x[4, 1]);
        string fingerprint = Of(split);

        Of(new DataSplit<double>(split.Training with { X = split.Training.X.Clone() }, split.Held)).Should().Be(fingerprint);
        string[] others =
        [
            Of(new DataSplit<double>(split.Training, split.Held with { X = x })),
            Of(new DataSplit<double>(split.Held, split.Training)),
            Of(new DataSplit<double>(split.Training with { FeatureNames = ["length", "width"] }, split.Held)),
            Of(new DataSplit<double>(split.Training with { SampleWeights = [.. Enumerable.Repeat(1.0, split.Training.X.RowCount)] }, split.Held)),
            (Flowers.Objective with { Splits = [split, split] }).DataFingerprint(),
        ];
        others.Should().OnlyHaveUniqueItems().And.NotContain(fingerprint);

        static string Of(DataSplit<double> one) => (Flowers.Objective with { Splits = [one] }).DataFingerprint();
    }

    [Fact]
    public void The_plan_of_a_trial_says_how_long_it_is_trained_and_stands_for_what_it_is_a_function_of()
    {
        var job = new TrialJob<double>(Flowers.Objective, Trial: 3, _settings, Seed: 11, Epochs: null);
        DataSplit<double> split = Flowers.Objective.Splits[0];
        SearchObjective<double> longer = Flowers.Objective with
        {
            Make = (settings, training, seed) =>
            {
                Trainer<double> made = Flowers.Make(settings, training, seed);
                return new Trainer<double>(made.Network, made.Loss, made.Options with { L2 = 0.5 });
            },
        };
        SearchObjective<double> fewer = Flowers.Objective with { Splits = [new DataSplit<double>(split.Held, split.Training)] };
        TrialSettings other = Search.Run(Flowers.Space, _ => 0, new SearchOptions { Method = new RandomSearch(1), Seed = 1 }).Best!.Settings;
        string fingerprint = job.Plan().Fingerprint;

        job.Plan().Epochs.Should().Be(10, "the options of the objective say so");
        (job with { Epochs = 4 }).Plan().Should().Be((fingerprint, 4), "training goes on from the checkpoint of fewer epochs");
        string[] others = [.. new[] { job with { Seed = 12 }, job with { Objective = longer }, job with { Objective = fewer }, job with { Settings = other } }
            .Select(changed => changed.Plan().Fingerprint)];
        others.Should().OnlyHaveUniqueItems().And.NotContain(fingerprint);
    }

    [Fact]
    public void What_an_objective_throws_for_settings_is_thrown_by_the_plan_and_an_outcome_of_the_run()
    {
        SearchObjective<double> broken = Flowers.Objective with { Make = (_, _, _) => throw new InvalidOperationException("No such layer.") };
        var job = new TrialJob<double>(broken, Trial: 0, _settings, Seed: 1, Epochs: 2);

        job.Invoking(trial => trial.Plan()).Should().Throw<InvalidOperationException>().WithMessage("No such layer.");
        job.Run(folder: null, CancellationToken.None).Message.Should().Be("InvalidOperationException: No such layer.");
    }
}
