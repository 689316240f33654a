namespace NeuralNet.Many.Tests;

public sealed class SearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Methods => ["random", "parzen", "halving", "hyperband"];

    private string Journal => _folder.File("search.jsonl");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_same_seed_gives_the_same_trials_and_network_on_any_number_of_threads(string method)
    {
        SearchResult<double> one = Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options(method) with { Threads = 1 });

        foreach (int threads in new[] { 2, 5 })
        {
            SearchResult<double> several = Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options(method) with { Threads = threads });
            Table(several).Should().Equal(Table(one));
            Bits.Of(several.Network).Should().Equal(Bits.Of(one.Network));
        }

        one.Trials.Select(trial => trial.Number).Should().Equal(Enumerable.Range(0, one.Trials.Count));
        one.Trials.Select(trial => trial.Settings).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_killed_search_goes_on_from_its_journal_and_ends_as_if_it_had_never_been_interrupted(string method)
    {
        SearchResult<double> whole = Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options(method));
        int before = KilledChild.Run(7, "search", Journal, method, "2");
        before += KilledChild.Run(before + 5, "search", Journal, method, "2");
        int trained = 0;
        SearchObjective<double> counted = Flowers.Objective with
        {
            Make = (settings, training, seed) =>
        {
            Interlocked.Increment(ref trained);
            return Flowers.Make(settings, training, seed);
        },
        };

        SearchResult<double> resumed = Search.Run(Flowers.Space, counted, Flowers.Options(method) with { Journal = Journal });

        Table(resumed).Should().Equal(Table(whole));
        Bits.Of(resumed.Network).Should().Equal(Bits.Of(whole.Network));
        trained.Should().BeLessThanOrEqualTo(Flowers.Options(method).Method.Works - 12 + 1, "what the journal holds is not trained again");
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal([Journal], "checkpoints are for the way");
    }

    [Fact]
    public void A_journal_cut_anywhere_leads_to_the_same_end_and_people_can_read_it()
    {
        SearchOptions options = Flowers.Options("parzen") with { Journal = Journal, Method = new ParzenSearch(14) };
        SearchResult<double> whole = Search.Run(Flowers.Space, Flowers.Objective, options);
        byte[] journal = File.ReadAllBytes(Journal);

        foreach (int length in new[] { 0, 30, journal.Length / 3, journal.Length / 2, journal.Length - 1 })
        {
            File.WriteAllBytes(Journal, journal[..length]);
            Table(Search.Run(Flowers.Space, Flowers.Objective, options)).Should().Equal(Table(whole));
            File.ReadAllLines(Journal).Should().HaveCount(15);
        }

        string[] lines = File.ReadAllLines(Journal);
        lines[0].Should().Contain("\"search\":\"flowers, ").And.Contain("seed 5").And.Contain("rate: 0.0001 to 0.1, Logarithmic");
        lines[1].Should()
            .MatchRegex("^\\{\"trial\":\\d+,\"settings\":\\{\"rate\":0\\.\\d+.*\"score\":.*\"stop\":\"EpochsReached\".*\"epochs\":10,\"steps\":40");
    }

    [Fact]
    public void The_journal_of_another_search_and_other_files_are_refused_and_left_alone()
    {
        SearchOptions options = Flowers.Options("random") with { Journal = Journal };
        Search.Run(Flowers.Space, Flowers.Objective, options);
        string before = File.ReadAllText(Journal);
        File.WriteAllText(_folder.File("text"), "Some text.\nOf somebody.\n");

        Action seed = () => Search.Run(Flowers.Space, Flowers.Objective, options with { Seed = 6 });
        Action space = () => Search.Run(new SearchSpace(new RealSetting("rate", 0, 1)), Flowers.Objective, options);
        Action text = () => Search.Run(Flowers.Space, Flowers.Objective, options with { Journal = _folder.File("text") });

        seed.Should().Throw<InvalidDataException>().WithMessage("*is of another search*seed 5*seed 6*");
        space.Should().Throw<InvalidDataException>().WithMessage("*is of another search*");
        text.Should().Throw<InvalidDataException>().WithMessage("*text', line 1, is no line of a search's journal*");
        File.ReadAllText(Journal).Should().Be(before);
    }

    [Fact]
    public void A_trial_that_throws_or_diverges_is_a_row_and_not_the_end()
    {
        SearchObjective<double> objective = Flowers.Objective with
        {
            Make = (settings, training, seed) =>
            {
                if (settings.Choice("activation") == "relu")
                    throw new NotSupportedException("No ReLU today.");
                Trainer<double> made = Flowers.Make(settings, training, seed);
                return settings.Integer("layers") == 1 ? made : new Trainer<double>(Network.WithInputs<double>(2).Dense(3).Build(seed),
                    new MeanSquaredError<double>(), made.Options with { Optimizer = new Sgd { LearningRate = 1e200 } });
            },
        };

        SearchResult<double> result = Search.Run(Flowers.Space, objective, Flowers.Options("parzen"));

        result.Trials.Should().HaveCount(30);
        foreach (Trial trial in result.Trials)
        {
            string expected = trial.Settings.Choice("activation") == "relu" ? "threw" : trial.Settings.Integer("layers") == 2 ? "diverged" : "scored";
            (trial.Outcome.Score is not null ? "scored" : trial.Outcome.StopReason == StopReason.Diverged ? "diverged" : "threw").Should().Be(expected);
        }

        result.Best!.Settings.Choice("activation").Should().Be("tanh");
        result.ToString().Should().Contain("NotSupportedException: No ReLU today.").And.Contain("Diverged");
    }

    [Fact]
    public void A_search_without_any_score_says_so()
    {
        SearchResult<double> result = Search.Run(Flowers.Space, Flowers.Objective with { Make = (_, _, _) => throw new FormatException("Never.") },
            Flowers.Options("halving"));

        Func<object> network = () => result.Network;

        result.Best.Should().BeNull();
        network.Should().Throw<InvalidOperationException>().WithMessage("None of the 27 trials has a score. The first: FormatException: Never.");
    }

    [Fact]
    public void Models_are_made_from_the_training_part_alone_and_scored_on_the_held_part()
    {
        IReadOnlyList<DataSplit<double>> folds = DataSplit<double>.Folds(Flowers.Data, 3);
        SearchObjective<double> objective = Flowers.Objective with
        {
            Splits = folds,
            Make = (settings, training, seed) =>
            {
                folds.Should().ContainSingle(fold => ReferenceEquals(fold.Training, training));
                return Flowers.Make(settings, training, seed);
            },
            Score = (network, held) =>
            {
                folds.Should().ContainSingle(fold => ReferenceEquals(fold.Held, held));
                return 1 - Metrics.Accuracy(network.Classify(held.X), held.ToLabels());
            },
        };

        SearchResult<double> result = Search.Run(Flowers.Space, objective, Flowers.Options("random"));

        result.Trials.Should().OnlyContain(trial => trial.Outcome.Score >= 0 && trial.Outcome.Score <= 1);
        result.Best!.Outcome.Score.Should().BeApproximately(folds.Zip(result.Networks, (fold, network)
            => 1 - Metrics.Accuracy(network.Classify(fold.Held.X), fold.Held.ToLabels())).Average(), 1e-15);
    }

    [Fact]
    public void Settings_are_chosen_only_where_their_condition_is_met()
    {
        SearchResult<double> result = Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options("parzen"));

        result.Trials.Should().OnlyContain(trial => trial.Settings.Has("second") == (trial.Settings.Integer("layers") == 2));
        result.Trials.Select(trial => trial.Settings.Integer("layers")).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public void Random_settings_fill_their_range_evenly_on_their_scale_with_both_ends()
    {
        var space = new SearchSpace(new IntegerSetting("n", 1, 4), new RealSetting("x", 0.01, 100) { Scale = Scale.Logarithmic },
            new ChoiceSetting("c", "a", "b"));

        TrialSettings[] drawn = [.. Search.Run(space, _ => 0, new SearchOptions { Method = new RandomSearch(4000) }).Trials.Select(trial => trial.Settings)];

        drawn.CountBy(s => s.Integer("n")).Select(pair => pair.Value).Should().HaveCount(4).And.OnlyContain(count => count > 900 && count < 1100);
        drawn.Count(s => s.Real("x") < 1).Should().BeInRange(1900, 2100);
        drawn.Count(s => s.Choice("c") == "a").Should().BeInRange(1900, 2100);
        drawn.Should().OnlyContain(s => s.Real("x") >= 0.01 && s.Real("x") <= 100);
    }

    [Fact]
    public void Cancelling_ends_it_with_what_is_done_and_the_journal_goes_on()
    {
        using var cancellation = new CancellationTokenSource();
        SearchOptions options = Flowers.Options("parzen") with { Journal = Journal, Threads = 2 };

        SearchResult<double> cut = Search.Run(Flowers.Space, Flowers.Objective,
            options with { Progress = new Told<RunProgress>(report => { if (report.Done == 13) cancellation.Cancel(); }) }, cancellation.Token);

        cut.IsComplete.Should().BeFalse();
        cut.Trials.Count.Should().BeInRange(13, 20);
        cut.ToString().Should().EndWith("not all that were to be made");
        Table(Search.Run(Flowers.Space, Flowers.Objective, options)).Should()
            .Equal(Table(Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options("parzen"))));
    }

    [Fact]
    public void A_time_limit_ends_it_with_what_is_done()
    {
        SearchResult result = Search.Run(new SearchSpace(new RealSetting("x", 0, 1)), settings =>
        {
            Thread.Sleep(20);
            return settings.Real("x");
        }, new SearchOptions { Method = new RandomSearch(100_000), TimeLimit = TimeSpan.FromMilliseconds(300) });

        result.IsComplete.Should().BeFalse();
        result.Trials.Count.Should().BeLessThan(100_000);
    }

    [Fact]
    public void Impossible_spaces_methods_and_settings_are_refused_with_their_names()
    {
        Refused(() => new SearchSpace(), "'settings' is empty*");
        Refused(() => new SearchSpace(new RealSetting("x", 1, 0)), "The setting 'x' runs from 1 to 0*");
        Refused(() => new SearchSpace(new RealSetting("x", 0, 1) { Scale = Scale.Logarithmic }), "The setting 'x' has a logarithmic scale and begins at 0*");
        Refused(() => new SearchSpace(new RealSetting("x", 0, 1), new ChoiceSetting("x", "a")), "*two settings of the name 'x'*");
        Refused(() => new SearchSpace(new ChoiceSetting("x", "a", "a")), "The setting 'x' has a value twice*");
        Refused(() => Search.Run(Flowers.Space, Flowers.Objective, new SearchOptions { Method = new Hyperband(0) }), "'LargestEpochs' of Hyperband is 0*");
        Refused(() => Search.Run(Flowers.Space, _ => 0, new SearchOptions { Method = new Hyperband(9) }), "A function has no epochs*");
        Refused(() => Search.Run(Flowers.Space, Flowers.Objective, new SearchOptions { Threads = 0 }), "'Threads' is 0*");
        TrialSettings settings = TrialSettings.FromJson("{\"x\":1.5,\"c\":\"a\"}");
        Refused(() => settings.Real("y"), "There is no setting 'y' in this trial, only x, c*");
        Refused(() => settings.Integer("x"), "The setting 'x' is 1.5, which is no whole number*");
        Refused(() => settings.Real("c"), "The setting 'c' is 'a', which is no number*");

        static void Refused(Func<object?> what, string message) => what.Should().Throw<ArgumentException>().WithMessage(message);
    }

    /// <summary>All of the trials but their times.</summary>
    private static string[] Table(SearchResult result) => [.. result.Trials.Select(trial => string.Join(" ", trial.Number, trial.Settings.ToJson(),
        trial.Outcome.Score?.ToString("R", System.Globalization.CultureInfo.InvariantCulture), trial.Outcome.StopReason, trial.Outcome.Epochs,
        trial.Outcome.Steps, trial.Outcome.Message, string.Join(",", trial.Outcome.Findings)))];
}
