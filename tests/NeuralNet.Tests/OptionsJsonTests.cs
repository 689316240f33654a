using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralNet.Tests;

/// <summary>Options in JSON come back as they were, or are refused with the reason.</summary>
public sealed partial class OptionsJsonTests
{
    private static readonly TrainingOptions _all = new()
    {
        Optimizer = new Sgd
        {
            LearningRate = new WarmUp(50, new ExponentialDecay(0.1, 0.95) { Timing = DecayTiming.AfterFirstMinibatch }),
            Momentum = 0.9,
            Form = MomentumForm.RateInsideVelocity,
            Kind = MomentumKind.Nesterov,
        },
        Epochs = 0,
        Steps = 1L << 53,
        BatchSize = 7,
        Order = SampleOrder.WithReplacement,
        Seed = int.MinValue,
        L1 = 1.0 / 3,
        L2 = double.Epsilon,
        Clipping = GradientClipping.ByNorm(2.5),
        ClassWeights = [1, 0, 0.1, 4, 5, 6, 7, 8, 9, 10, 11],
        ValidationFraction = 0.25,
        StopWhenLossBelow = -1e300,
        StopWhenMeanAbsoluteErrorBelow = 0.3,
        EarlyStopping = new EarlyStopping(3) { MinimumImprovement = 1e-4 },
        Restarts = new Restarts(9) { KeepBy = RestartScore.ValidationLoss },
        TimeLimit = new TimeSpan(1, 2, 3, 4, 5),
        Checkpoint = new CheckpointOptions("a folder/ümläut \"quoted\".safetensors") { EveryEpochs = 4 },
        Diagnostics = Diagnostics.Off,
        WhenLossHasNoGradient = NoGradientAction.GoOn,
        Threads = 3,
    };

    public static TheoryData<MinibatchOptimizer> Optimizers =>
    [
        new Sgd { LearningRate = new CosineDecay(0.1, 20) { FinalRate = 0.01 } },
        new RmsProp { LearningRate = new StepDecay(0.1, 0.5, 3), Decay = 0.8 },
        new Adam { LearningRate = 0.25, Beta1 = 0.5, Beta2 = 0.75, Epsilon = 1e-7 },
        new AdamW { WeightDecay = 0.125 },
    ];

    [Fact]
    public void Every_setting_comes_back()
    {
        ShouldBeTheSame(TrainingOptions.FromJson(_all.ToJson()), _all);
        ShouldBeTheSame(JsonSerializer.Deserialize<TrainingOptions>(JsonSerializer.Serialize(_all))!, _all);
        ShouldBeTheSame(TrainingOptions.FromJson(new TrainingOptions().ToJson()), new TrainingOptions());
    }

    [Fact]
    public void No_setting_is_forgotten_in_the_test_above()
    {
        var defaults = new TrainingOptions();
        IEnumerable<string> same = typeof(TrainingOptions).GetProperties()
            .Where(property => Equals(property.GetValue(_all), property.GetValue(defaults)))
            .Select(property => property.Name);

        same.Should().BeSubsetOf([nameof(TrainingOptions.Progress), nameof(TrainingOptions.StopCriteria)], "these are looked at in tests of their own");
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_and_schedule_comes_back(MinibatchOptimizer optimizer)
    {
        var options = new TrainingOptions { Optimizer = optimizer };

        TrainingOptions.FromJson(options.ToJson()).Optimizer.Should().Be(optimizer);
        JsonSerializer.Deserialize<Optimizer>(JsonSerializer.Serialize<Optimizer>(optimizer)).Should().Be(optimizer);
        JsonSerializer.Deserialize<LearningRateSchedule>(JsonSerializer.Serialize(optimizer.LearningRate)).Should().Be(optimizer.LearningRate);
    }

    [Fact]
    public void Options_inside_an_object_of_one_s_own_come_back_whatever_the_serializer_is_told_and_without_reflection()
    {
        var job = new Job("first", _all, GradientClipping.ByValue(3));

        Job plain = JsonSerializer.Deserialize<Job>(JsonSerializer.Serialize(job))!;
        Job web = JsonSerializer.Deserialize<Job>(JsonSerializer.Serialize(job, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;
        Job generated = JsonSerializer.Deserialize(JsonSerializer.Serialize(job, JobContext.Default.Job), JobContext.Default.Job)!;

        foreach (Job read in new[] { plain, web, generated })
        {
            ShouldBeTheSame(read.Options, _all);
            read.Clipping.Should().Be(job.Clipping);
        }
    }

    [Fact]
    public void Training_with_options_that_were_read_gives_the_same_bits()
    {
        TrainingOptions options = _all with { Epochs = 3, TimeLimit = null, Checkpoint = null, ClassWeights = null, Steps = null };
        Dataset<double> data = Some.Classification<double>(samples: 60);
        Network<double> first = Network.WithInputs<double>(data.X.ColumnCount).Dense(data.Y.ColumnCount).Softmax().Build(seed: 1), second = first.Clone();

        new Trainer<double>(first, new SoftmaxCrossEntropy<double>(), options).Fit(data);
        new Trainer<double>(second, new SoftmaxCrossEntropy<double>(), TrainingOptions.FromJson(options.ToJson())).Fit(data);

        Bits.Of(second).Should().Equal(Bits.Of(first));
    }

    [Fact]
    public void What_is_left_out_has_its_default_and_the_order_does_not_matter()
    {
        TrainingOptions options = TrainingOptions.FromJson("""{"Epochs": 7, "Optimizer": {"learningRate": {"rate": 0.5, "kind": "ConstantRate"}"""
            + """, "weightDecay": 0, "epsilon": 1e-8, "beta2": 0.9, "beta1": 0.5, "kind": "AdamW"}, "kind": "TrainingOptions"}""");

        ShouldBeTheSame(options, new TrainingOptions { Epochs = 7, Optimizer = new AdamW { LearningRate = 0.5, Beta1 = 0.5, Beta2 = 0.9, WeightDecay = 0 } });
    }

    [Fact]
    public void Types_of_one_s_own_come_back_where_they_are_registered_and_are_named_where_they_are_not()
    {
        var options = new TrainingOptions { StopCriteria = [new After(3), new After(1)], Optimizer = new Adam { LearningRate = new Halving(0.5) } };
        string json = options.ToJson();

        TrainingOptions read = TrainingOptions.FromJson(json, new KnownTypes<float>()
            .WithStopCriterion("After", description => new After((int)description["epochs"]))
            .WithSchedule("Halving", description => new Halving(description["rate"])));

        ShouldBeTheSame(read, options);
        ((Action)(() => TrainingOptions.FromJson(json))).Should().Throw<InvalidDataException>().WithMessage("*'Halving'*KnownTypes.WithSchedule(\"Halving\"*");
        ((Action)(() => JsonSerializer.Deserialize<TrainingOptions>(json))).Should().Throw<JsonException>().WithMessage("*'Halving'*");
    }

    [Fact]
    public void What_json_cannot_hold_is_refused()
    {
        Refuses(new TrainingOptions { Progress = new Progress<EpochRecord>() },
            "'Progress' is *, an object of the program, which JSON cannot hold.*Progress = null*");
        Refuses(new TrainingOptions { Optimizer = new Adam { LearningRate = LearningRateSchedule.From(_ => 0.1) } },
            "The learning rate is given by a function, which JSON cannot hold.*");
        Refuses(new TrainingOptions { Optimizer = new Adam { LearningRate = new WarmUp(3, LearningRateSchedule.From(_ => 0.1)) } },
            "The learning rate is given by a function*");
        Refuses(new TrainingOptions { Steps = (1L << 53) + 1 }, "'Steps' is 9007199254740993, *");

        static void Refuses(TrainingOptions options, string message)
        {
            ((Action)(() => options.ToJson())).Should().Throw<NotSupportedException>().WithMessage(message);
            ((Action)(() => JsonSerializer.Serialize(options))).Should().Throw<NotSupportedException>().WithMessage(message);
        }
    }

    [Fact]
    public void The_largest_settings_take_no_memory_before_they_are_needed_or_are_refused()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(4, 1, (i, _) => i);
        TrainingOptions largest = new()
        {
            Epochs = int.MaxValue,
            Steps = 1,
            BatchSize = int.MaxValue,
            ValidationFraction = 0.25,
            EarlyStopping = new EarlyStopping(int.MaxValue),
        };
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Build(seed: 1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        new Trainer<double>(network, new MeanSquaredError<double>(), largest).Fit(x, x).Steps.Should().Be(1);
        Action threads = () => new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Threads = int.MaxValue });

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20_000_000);
        threads.Should().Throw<ArgumentOutOfRangeException>().WithMessage("'Threads' is 2147483647, but at most 4096 are possible.*");
    }

    [Fact]
    public void Options_out_of_range_are_not_written()
        => ((Action)(() => new TrainingOptions { Epochs = -1 }.ToJson())).Should().Throw<ArgumentOutOfRangeException>().WithMessage("'Epochs' is -1, *");

    [Theory]
    [InlineData("", "The options cannot be read: *")]
    [InlineData("[]", "The options cannot be read: *")]
    [InlineData("null", "The options cannot be read: *")]
    [InlineData("""{"Epochs": 3}""", "*has no kind*")]
    [InlineData("""{"kind": "Adam"}""", "The JSON is of the kind 'Adam', but 'TrainingOptions' was expected.")]
    [InlineData("""{"kind": "TrainingOptions", "Epoch": 3}""", "TrainingOptions has no setting 'Epoch'. It has Epochs, *")]
    [InlineData("""{"kind": "TrainingOptions", "epochs": 3}""", "TrainingOptions has no setting 'epochs'. It has Epochs, *")]
    [InlineData("""{"kind": "TrainingOptions", "Epochs": 3.5}""", "*'Epochs'*3.5*whole number*")]
    [InlineData("""{"kind": "TrainingOptions", "Epochs": "3"}""", "*'Epochs'*wrong type*")]
    [InlineData("""{"kind": "TrainingOptions", "Epochs": null}""", "*'Epochs'*wrong type*")]
    [InlineData("""{"kind": "TrainingOptions", "Epochs": -3}""", "*'Epochs'*-3*")]
    [InlineData("""{"kind": "TrainingOptions", "Steps": 1.5}""", "'Steps' is 1.5, which would become 1.")]
    [InlineData("""{"kind": "TrainingOptions", "Threads": 0}""", "*'Threads'*")]
    [InlineData("""{"kind": "TrainingOptions", "Threads": 2147483647}""", "*'Threads' is 2147483647, but at most 4096 are possible.*")]
    [InlineData("""{"kind": "TrainingOptions", "L2": -1}""", "The options cannot be used: 'L2' is -1, *")]
    [InlineData("""{"kind": "TrainingOptions", "Order": {"kind": "Sorted"}}""", "*'Order'*'Sorted'*SampleOrder*")]
    [InlineData("""{"kind": "TrainingOptions", "Optimizer": {"kind": "Adam"}}""", "*lacks*'learningRate'*")]
    [InlineData("""{"kind": "TrainingOptions", "Optimiser": {"kind": "Adam"}}""", "TrainingOptions has no part 'Optimiser'. It has *Optimizer*")]
    [InlineData("""{"kind": "TrainingOptions", "EarlyStopping": {"kind": "EarlyStopping", "Patience": 3, "MinimumImprovement": 0, "patients": 4}}""",
        "EarlyStopping has no setting 'EarlyStopping.patients'. It has Patience, MinimumImprovement.")]
    [InlineData("""{"kind": "TrainingOptions", "ClassWeights": {"kind": "List", "1": 0.5, "0": 0.25}}""", "'ClassWeights.1' is 0.5, which would become 0.25.")]
    [InlineData("""{"kind": "TrainingOptions", "Checkpoint": {"kind": "CheckpointOptions", "EveryEpochs": 2}}""", "*lacks*'Path'*")]
    public void Json_that_is_wrong_is_refused_with_what_is_wrong(string json, string message)
    {
        ((Action)(() => TrainingOptions.FromJson(json))).Should().Throw<InvalidDataException>().WithMessage(message);
        if (json != "null")
            ((Action)(() => JsonSerializer.Deserialize<TrainingOptions>(json))).Should().Throw<JsonException>();
    }

    [Fact]
    public void Json_cut_or_damaged_anywhere_is_read_or_refused_but_nothing_else()
    {
        string json = _all.ToJson();
        var random = new RandomStream(seed: 3);
        for (int i = 0; i < 2000; i++)
        {
            char[] text = json.ToCharArray();
            text[random.NextInteger(text.Length)] = (char)random.NextInteger(128);
            string damaged = i % 4 == 0 ? json[..random.NextInteger(json.Length)] : new string(text);
            try
            {
                TrainingOptions.FromJson(damaged);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    private static void ShouldBeTheSame(TrainingOptions read, TrainingOptions options)
    {
        read.ClassWeights.Should().Equal(options.ClassWeights);
        read.StopCriteria.Should().Equal(options.StopCriteria);
        (read with { ClassWeights = null, StopCriteria = options.StopCriteria }).Should().Be(options with { ClassWeights = null });
    }

    public sealed record Job(string Name, TrainingOptions Options, GradientClipping Clipping);

    [JsonSerializable(typeof(Job))]
    private sealed partial class JobContext : JsonSerializerContext;

    private sealed record After(int Epochs) : StopCriterion
    {
        public override string? ReasonToStop(TrainingHistory history) => history.Count > Epochs ? "it is time" : null;

        public override Description Describe() => new("After") { Settings = new Dictionary<string, double> { ["epochs"] = Epochs } };
    }

    private sealed record Halving(double Rate) : LearningRateSchedule
    {
        public override double RateAt(TrainingTime time) => Rate * Math.Pow(0.5, time.Epoch);

        public override Description Describe() => new("Halving") { Settings = new Dictionary<string, double> { ["rate"] = Rate } };
    }
}
