namespace NeuralNet.Many.Tests;

public sealed class FleetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("shops.fleet");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_model_is_the_one_that_a_loop_trains_on_any_number_of_threads(int threads)
    {
        string[] keys = Shops.Keys(20);
        var seeds = new System.Collections.Concurrent.ConcurrentDictionary<Dataset<double>, int>(ReferenceEqualityComparer.Instance);
        Recipe<double> recipe = Shops.Recipe with { Make = (data, seed) => Shops.Recipe.Make(data, seeds[data] = seed) };

        FleetResult result = Fleet.Train(Path, keys, Shops.Load, recipe, new FleetOptions { Threads = threads });

        result.Count(ModelStatus.Trained).Should().Be(20);
        seeds.Values.Distinct().Should().HaveCount(20, "each key has a seed of its own");
        using Fleet<double> fleet = Fleet.Open<double>(Path);
        foreach (string key in keys)
        {
            Dataset<double> data = Shops.Load(key);
            int seed = seeds.Single(pair => pair.Key.X.Equals(data.X)).Value;
            Trainer<double> alone = Shops.Recipe.Make(data, seed);
            alone.Fit(data);
            Bits.Of(fleet.Load(key)).Should().Equal(Bits.Of(alone.Network));
        }
    }

    [Fact]
    public void A_seed_is_a_function_of_the_key_and_not_of_what_else_is_trained()
    {
        Fleet.Train(Path, ["shop-3"], Shops.Load, Shops.Recipe);
        Fleet.Train(_folder.File("all"), Shops.Keys(6), Shops.Load, Shops.Recipe);

        using Fleet<double> one = Fleet.Open<double>(Path), all = Fleet.Open<double>(_folder.File("all"));

        Bits.Of(one.Load("shop-3")).Should().Equal(Bits.Of(all.Load("shop-3")));
    }

    [Fact]
    public void Only_keys_whose_data_or_definition_changed_are_trained_again()
    {
        string[] keys = Shops.Keys(10);
        Fleet.Train(Path, keys, Shops.Load, Shops.Recipe);
        Dataset<double> Changed(string key)
        {
            Dataset<double> data = Shops.Load(key);
            if (key == "shop-4")
                data.Y[17, 0] += 1e-9;
            return data;
        }

        FleetResult same = Fleet.Train(Path, keys, Shops.Load, Shops.Recipe);
        FleetResult data = Fleet.Train(Path, keys, Changed, Shops.Recipe);
        FleetResult more = Fleet.Train(Path, [.. keys, "shop-10"], Changed, Shops.Recipe);
        FleetResult definition = Fleet.Train(Path, keys, Changed, Shops.Recipe with
        {
            Make = (d, seed) => new Trainer<double>(
            Shops.Recipe.Make(d, seed).Network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 9, Seed = seed })
        });

        same.Count(ModelStatus.Kept).Should().Be(10);
        data.Models.Where(model => model.Value.Status == ModelStatus.Trained).Select(model => model.Key).Should().Equal("shop-4");
        more.Models.Where(model => model.Value.Status == ModelStatus.Trained).Select(model => model.Key).Should().Equal("shop-10");
        definition.Count(ModelStatus.Trained).Should().Be(10);
        same.Models[3].Value.StopReason.Should().Be(StopReason.EpochsReached, "what is kept says how it was trained");
    }

    [Fact]
    public void Models_that_newer_ones_replaced_do_not_fill_the_file()
    {
        string[] keys = Shops.Keys(10);
        Fleet.Train(Path, keys, Shops.Load, Shops.Recipe);
        long once = new FileInfo(Path).Length;

        for (int seed = 1; seed < 8; seed++)
            Fleet.Train(Path, keys, Shops.Load, Shops.Recipe, new FleetOptions { Seed = seed });

        new FileInfo(Path).Length.Should().BeLessThan(4 * once);
        using Fleet<double> fleet = Fleet.Open<double>(Path);
        fleet.Keys.Should().BeEquivalentTo(keys);
        fleet.Load("shop-9").Predict([0.0, 0, 0]).Should().HaveCount(1);
    }

    [Fact]
    public void What_goes_wrong_for_one_key_is_a_row_and_the_summary_counts()
    {
        Dataset<double> Load(string key) => key switch
        {
            "shop-1" => throw new IOException("The disk is gone."),
            "shop-2" => Shops.Load(key) with { X = Matrix<double>.Build.Dense(60, 3, double.NaN) },
            "shop-3" or "shop-4" => Shops.Load(key) with { Y = Matrix<double>.Build.Dense(60, 1, 7) },
            _ => Shops.Load(key),
        };

        FleetResult result = Fleet.Train(Path, Shops.Keys(8), Load, Shops.Recipe);

        result.Count(ModelStatus.Trained).Should().Be(6);
        result.ToString().Should().Contain("6 trained, 2 failed").And.Contain("2 of 8: targets constant").And.Contain("6 of 8: epochs reached")
            .And.Contain("failed: shop-1: IOException: The disk is gone.").And.Contain("failed: shop-2: ").And.Contain("NaN");
    }

    [Fact]
    public void A_model_that_diverges_leaves_the_one_of_an_earlier_run_in_place()
    {
        Fleet.Train(Path, ["shop-0"], Shops.Load, Shops.Recipe);
        byte[] before = Model();
        Recipe<double> wild = Shops.Recipe with
        {
            Make = (data, seed) => new Trainer<double>(
            Network.WithInputs<double>(3).Dense(5).ReLU().Dense(1).Build(seed), new MeanSquaredError<double>(),
            new TrainingOptions { Optimizer = new Sgd { LearningRate = 1e12 }, Epochs = 100 })
        };

        FleetResult result = Fleet.Train(Path, ["shop-0"], Shops.Load, wild);

        result.Models[0].Value.Should().Match<ModelOutcome>(o => o.Status == ModelStatus.Failed && o.StopReason == StopReason.Diverged);
        Model().Should().Equal(before);

        byte[] Model()
        {
            using Fleet<double> fleet = Fleet.Open<double>(Path);
            return Bits.Of(fleet.Load("shop-0"));
        }
    }

    [Fact]
    public void A_process_that_is_killed_leaves_a_valid_file_and_the_next_run_ends_with_the_same_models()
    {
        string[] keys = Shops.Keys(300);
        Fleet.Train(_folder.File("whole"), keys, Shops.Load, Shops.Recipe);
        for (int kills = 0; kills < 2; kills++)
            KilledChild.Run(60, "fleet", Path, "300", "2");
        int survived;
        using (Fleet<double> partly = Fleet.Open<double>(Path))
            survived = partly.Keys.Count;

        FleetResult rest = Fleet.Train(Path, keys, Shops.Load, Shops.Recipe);

        survived.Should().BeInRange(60, 299);
        rest.Count(ModelStatus.Kept).Should().Be(survived);
        rest.Count(ModelStatus.Trained).Should().Be(300 - survived);
        using Fleet<double> whole = Fleet.Open<double>(_folder.File("whole")), resumed = Fleet.Open<double>(Path);
        keys.Should().OnlyContain(key => Bits.Of(resumed.Load(key)).SequenceEqual(Bits.Of(whole.Load(key))));
    }

    [Fact]
    public void A_file_cut_anywhere_keeps_the_models_before_the_cut_and_takes_new_ones()
    {
        string[] keys = Shops.Keys(4);
        Fleet.Train(Path, keys, Shops.Load, Shops.Recipe, new FleetOptions { Threads = 1 });
        byte[] whole = File.ReadAllBytes(Path);
        int last = -1;
        for (int length = 8; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(Path, whole[..length]);
            using (Fleet<double> cut = Fleet.Open<double>(Path))
            {
                cut.Keys.Count.Should().BeGreaterThanOrEqualTo(last);
                last = cut.Keys.Count;
                foreach (string key in cut.Keys)
                    cut.Load(key);
            }
        }

        FleetResult rest = Fleet.Train(Path, keys, Shops.Load, Shops.Recipe, new FleetOptions { Threads = 1 });

        last.Should().Be(4);
        rest.Count(ModelStatus.Kept).Should().Be(4);
        File.ReadAllBytes(Path).Should().Equal(whole);
    }

    [Fact]
    public void Damage_to_a_model_is_found_when_it_is_loaded_and_does_not_touch_the_others()
    {
        // One after the other: which of two ends first is not said.
        Fleet.Train(Path, ["shop-0"], Shops.Load, Shops.Recipe);
        Fleet.Train(Path, Shops.Keys(2), Shops.Load, Shops.Recipe);
        byte[] bytes = File.ReadAllBytes(Path);
        int second = bytes.AsSpan().LastIndexOf("F64"u8);
        bytes[second] ^= 1;
        File.WriteAllBytes(Path, bytes);
        using Fleet<double> fleet = Fleet.Open<double>(Path);

        Action damaged = () => fleet.Load("shop-1");

        damaged.Should().Throw<InvalidDataException>().WithMessage($"*'shop-1'*{Path}*damaged*");
        fleet.Load("shop-0").Inputs.Should().Be(3);
    }

    [Fact]
    public void Other_files_missing_keys_and_keys_that_occur_twice_are_refused()
    {
        File.WriteAllText(_folder.File("text"), "Some text of somebody.");
        Fleet.Train(Path, ["shop-0"], Shops.Load, Shops.Recipe);
        using Fleet<double> fleet = Fleet.Open<double>(Path);

        Action open = () => Fleet.Open<double>(_folder.File("text"));
        Action train = () => Fleet.Train(_folder.File("text"), ["shop-0"], Shops.Load, Shops.Recipe);
        Action missing = () => fleet.Load("shop-1");
        Action twice = () => Fleet.Train(Path, ["a", "b", "a"], Shops.Load, Shops.Recipe);

        open.Should().Throw<InvalidDataException>().WithMessage("*text' is no file of a fleet*");
        train.Should().Throw<InvalidDataException>();
        File.ReadAllText(_folder.File("text")).Should().Be("Some text of somebody.");
        missing.Should().Throw<KeyNotFoundException>().WithMessage("There is no model 'shop-1' among the 1 in*");
        twice.Should().Throw<ArgumentException>().WithMessage("'keys' holds 'a' twice*");
    }

    [Fact]
    public void A_second_writer_is_refused_and_readers_are_not()
    {
        Action? second = null;
        Fleet.Train(Path, Shops.Keys(3), key =>
        {
            second ??= () => Fleet.Train(Path, Shops.Keys(3), Shops.Load, Shops.Recipe);
            second.Should().Throw<IOException>();
            Fleet.Open<double>(Path).Dispose();
            return Shops.Load(key);
        }, Shops.Recipe).Count(ModelStatus.Trained).Should().Be(3);
    }

    [Fact]
    public void Progress_is_told_in_order_and_cancelling_keeps_what_is_done()
    {
        using var cancellation = new CancellationTokenSource();
        var told = new List<RunProgress>();
        var progress = new Told<RunProgress>(report =>
        {
            told.Add(report);
            if (report.Done == 5)
                cancellation.Cancel();
        });

        FleetResult result = Fleet.Train(Path, Shops.Keys(200), Shops.Load, Shops.Recipe, new FleetOptions { Threads = 2, Progress = progress },
            cancellation.Token);

        int trained = result.Count(ModelStatus.Trained);
        trained.Should().BeInRange(5, 199);
        result.Count(ModelStatus.NotReached).Should().Be(200 - trained);
        told.Select(report => report.Done).Should().Equal(Enumerable.Range(1, trained));
        told[^1].PerSecond.Should().BeGreaterThan(0);
        told[4].ToString().Should().MatchRegex("^5 of 200, [0-9.E+]+ a second, .* left$");
        Fleet.Train(Path, Shops.Keys(200), Shops.Load, Shops.Recipe).Count(ModelStatus.Kept).Should().Be(trained);
    }

    [Fact]
    public void A_model_that_was_not_reached_is_not_counted_although_it_ends_before_one_that_was()
    {
        using var cancellation = new CancellationTokenSource();
        var told = new List<int>();
        var progress = new Told<RunProgress>(report =>
        {
            told.Add(report.Done);
            cancellation.Cancel();
        });
        string[] keys = Shops.Keys(3);

        FleetResult result = Fleet.Train(Path, keys, Shops.Load, Shops.Recipe, new FleetOptions { Runner = new FirstIsEndless(keys), Progress = progress },
            cancellation.Token);

        told.Should().Equal(1, 2);
        result.Count(ModelStatus.NotReached).Should().Be(1);
    }

    /// <summary>The first job ends with cancellation, the last one after it.</summary>
    private sealed class FirstIsEndless(string[] keys) : IJobRunner
    {
        private readonly TaskCompletionSource _isCancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int AtATime => keys.Length;

        public async Task<ModelOutcome> Train<T>(ModelJob<T> job, CancellationToken cancellation)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            if (job.Key == keys[0])
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    _isCancelled.SetResult();
                }
            }

            if (job.Key == keys[^1])
            {
                await _isCancelled.Task;
                await Task.Delay(200, CancellationToken.None);
            }

            return job.Run(CancellationToken.None);
        }

        public Task<TrialOutcome> Try<T>(TrialJob<T> job, CancellationToken cancellation)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => throw new NotSupportedException();
    }

    [Fact]
    public void A_time_limit_ends_it_and_is_no_exception()
    {
        Recipe<double> endless = Shops.Recipe with
        {
            Make = (data, seed) => new Trainer<double>(Shops.Recipe.Make(data, seed).Network,
            new MeanSquaredError<double>(), new TrainingOptions { Epochs = int.MaxValue, Diagnostics = Diagnostics.Off })
        };

        FleetResult result = Fleet.Train(Path, Shops.Keys(5), Shops.Load, endless, new FleetOptions { TimeLimit = TimeSpan.FromMilliseconds(200) });

        result.Count(ModelStatus.NotReached).Should().Be(5);
    }
}
