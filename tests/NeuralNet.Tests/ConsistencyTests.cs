using System.Reflection;
using System.Runtime.CompilerServices;

namespace NeuralNet.Tests;

/// <summary>What holds for the whole public surface, found by reflection.</summary>
public sealed class ConsistencyTests
{
    private static readonly Assembly _library = typeof(Network).Assembly;

    private static readonly Type[] _publicTypes = _library.GetExportedTypes();

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void One_using_is_enough_for_everything_public()
        => _publicTypes.Select(type => type.Namespace).Distinct().Should().Equal("NeuralNet");

    [Fact]
    public void The_namespace_of_a_package_is_its_name()
        => typeof(Csv.CsvFile).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct().Should().Equal("NeuralNet.Csv");

    [Fact]
    public void Types_that_are_not_meant_to_be_derived_from_are_sealed()
        => Names(_publicTypes.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })).Should().BeEmpty();

    [Fact]
    public void Internal_types_that_nobody_derives_from_are_sealed()
    {
        Type[] types = _library.GetTypes();

        IEnumerable<Type> open = types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false }
            && !IsGenerated(type)
            && !types.Any(other => other.BaseType is { } parent && (parent == type || (parent.IsGenericType && parent.GetGenericTypeDefinition() == type))));

        Names(open).Should().BeEmpty();
    }

    [Fact]
    public void No_public_method_takes_a_bare_true_or_false()
    {
        IEnumerable<string> found = from type in _publicTypes
                                    from method in type.GetMembers(Declared).OfType<MethodBase>()
                                    where (method.IsPublic || method.IsFamily) && !IsGenerated(method)
                                    from parameter in method.GetParameters()
                                    where parameter.ParameterType == typeof(bool) && !method.IsSpecialName
                                    select $"{type.Name}.{method.Name}({parameter.Name})";

        found.Should().BeEmpty();
    }

    public static TheoryData<Type, Action<int>> Choices => new()
    {
        { typeof(SampleNorm), value => _ = new Normalizer<double>((SampleNorm)value) },
        { typeof(GeluForm), value => _ = new Gelu<double>((GeluForm)value) },
        { typeof(SplitKind), value => DataSplit<double>.Random(FourSamples(), heldFraction: 0.5, kind: (SplitKind)value) },
        { typeof(SplitKind), value => DataSplit<double>.Folds(FourSamples(), folds: 2, kind: (SplitKind)value) },
        { typeof(RestartScore), value => Accept(new() { Optimizer = new BayesianRegularization(), Restarts = new(2) { KeepBy = (RestartScore)value } }) },
        { typeof(SampleOrder), value => Accept(new() { Order = (SampleOrder)value }) },
        { typeof(NoGradientAction), value => Accept(new() { WhenLossHasNoGradient = (NoGradientAction)value }) },
        {
            typeof(DecayTiming),
            value => Accept(new() { Optimizer = new Sgd { LearningRate = new ExponentialDecay(0.1, 0.9) { Timing = (DecayTiming)value } } })
        },
        { typeof(MomentumForm), value => Accept(new() { Optimizer = new Sgd { Form = (MomentumForm)value } }) },
        { typeof(MomentumKind), value => Accept(new() { Optimizer = new Sgd { Kind = (MomentumKind)value } }) },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Every_member_of_an_enumeration_can_be_chosen_and_no_other_number(Type enumeration, Action<int> choose)
    {
        int[] members = [.. Enum.GetValues(enumeration).Cast<int>()];

        foreach (int member in members)
            choose.Invoking(take => take(member)).Should().NotThrow();
        foreach (int other in (int[])[members.Min() - 1, members.Max() + 1])
            choose.Invoking(take => take(other)).Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*no {enumeration.Name}*");
    }

    private static Dataset<double> FourSamples() => new(Matrix<double>.Build.Dense(4, 1, (i, _) => i), Matrix<double>.Build.Dense(4, 1, (i, _) => i));

    private static void Accept(TrainingOptions options)
        => _ = new Trainer<double>(Network.WithInputs<double>(1).Dense(1).Build(seed: 1), new MeanSquaredError<double>(), options);

    [Fact]
    public void Settings_are_records_whose_properties_are_set_once()
    {
        Type[] families = [typeof(TrainingOptions), typeof(Optimizer), typeof(LearningRateSchedule), typeof(Initializer), typeof(GradientClipping),
            typeof(EarlyStopping), typeof(StopCriterion), typeof(CheckpointOptions), typeof(Restarts)];
        Type[] settings = [.. _library.GetTypes().Where(type => families.Any(family => family.IsAssignableFrom(type)))];

        settings.Should().HaveCountGreaterThan(15);
        Names(settings.Where(type => type.GetMethod("<Clone>$") is null)).Should().BeEmpty("settings are records");
        Names(_publicTypes.Where(type => type.GetProperties().Any(HasOrdinarySetter))).Should().BeEmpty("nothing public is changed by assignment");
    }

    [Fact]
    public void There_are_no_public_fields()
        => _publicTypes.Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsLiteral).Should().BeEmpty();

    [Fact]
    public void There_is_no_static_mutable_state()
    {
        IEnumerable<string> found = from type in _library.GetTypes()
                                    where !IsGenerated(type)
                                    from field in type.GetFields(Declared)
                                    where field is { IsStatic: true, IsInitOnly: false, IsLiteral: false }
                                    where !field.IsDefined(typeof(ThreadStaticAttribute)) && !field.Name.StartsWith('<')
                                    select $"{type.Name}.{field.Name}";

        found.Should().BeEmpty();
    }

    [Fact]
    public void Everything_that_computes_takes_float_and_double_from_one_source()
    {
        IEnumerable<Type> generic = _publicTypes.Where(type => type.IsGenericTypeDefinition);

        generic.Should().HaveCountGreaterThan(15);
        foreach (Type type in generic)
        {
            type.MakeGenericType(typeof(float)).Should().NotBeNull();
            type.MakeGenericType(typeof(double)).Should().NotBeNull();
        }
    }

    [Fact]
    public void Every_optimizer_and_schedule_of_the_library_is_among_those_that_the_tests_train_with()
    {
        Concrete(typeof(Optimizer)).Except(Some.Optimizers(rate: 1).Concat<Optimizer>(Some.FullBatchOptimizers()).Select(optimizer => optimizer.GetType()))
            .Should().BeEmpty();
        Concrete(typeof(LearningRateSchedule)).Except(Some.Schedules(1).Select(schedule => schedule.GetType())).Should().BeEmpty();
    }

    [Fact]
    public void Every_initializer_of_the_library_is_among_those_that_the_tests_measure()
    {
        IEnumerable<string> drawn = typeof(Initializer).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => property.Name)
            .Where(name => name is not (nameof(Initializer.Zeros) or nameof(Initializer.NguyenWidrow)));

        drawn.Should().BeEquivalentTo(InitializersInDouble.Published().Select(row => (string)((object[])row)[0]));
    }

    private static IEnumerable<Type> Concrete(Type family) => _library.GetTypes().Where(type => type is { IsAbstract: false } && family.IsAssignableFrom(type));

    private static bool HasOrdinarySetter(PropertyInfo property)
        => property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsGenerated(MemberInfo member)
        => member.Name.Contains('<', StringComparison.Ordinal) || member.IsDefined(typeof(CompilerGeneratedAttribute));

    private static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(type => type.Name);
}
