namespace NeuralNet.Tests;

/// <summary>
/// Bad input gets an exception that names the argument, the value, the place and what was expected, before any weight
/// changes.
/// </summary>
public sealed partial class BadInputTests
{
    private static readonly Matrix<double> _x = Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1]]);
    private static readonly Matrix<double> _y = Samples.FromRows<double>([[0], [1], [1], [0]]);
    private static readonly Dataset<double> _data = new(_x, _y);

    [Theory]
    [MemberData(nameof(DataNames))]
    public void Bad_data_are_refused_before_any_weight_changes(string name) => AssertRefused(_badData[name]);

    [Theory]
    [MemberData(nameof(ClassDataNames))]
    public void Bad_labels_distributions_and_weights_are_refused_before_any_weight_changes(string name) => AssertRefused(_badClassData[name]);

    [Theory]
    [MemberData(nameof(SettingNames))]
    public void Bad_settings_are_refused_before_any_weight_changes(string name) => AssertRefused(_badSettings[name]);

    [Theory]
    [MemberData(nameof(PartNames))]
    public void Bad_layers_losses_and_networks_are_refused(string name) => AssertRefused(_badParts[name]);

    public static TheoryData<string> DataNames() => [.. _badData.Keys];

    public static TheoryData<string> ClassDataNames() => [.. _badClassData.Keys];

    public static TheoryData<string> SettingNames() => [.. _badSettings.Keys];

    public static TheoryData<string> PartNames() => [.. _badParts.Keys];

    private static void AssertRefused(Case bad)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Tanh().Dense(1).Sigmoid().Build(seed: 1);
        byte[] before = Bits.Of(network);

        Exception? thrown = Record.Exception(() => bad.Act(network));

        thrown.Should().NotBeNull().And.BeOfType(bad.Exception);
        foreach (string fragment in bad.Message)
            thrown!.Message.Should().Contain(fragment);
        Bits.Of(network).Should().Equal(before);
    }

    private static TrainingResult Fit(Network<double> network, Dataset<double> data, Dataset<double>? validation = null, TrainingOptions? options = null)
        => new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(data, validation);

    private static void Train(Network<double> network, TrainingOptions options) => Fit(network, _data, options: options);

    private static Matrix<double> With(Matrix<double> matrix, int row, int column, double value)
    {
        Matrix<double> changed = matrix.Clone();
        changed[row, column] = value;
        return changed;
    }

    private sealed record Case(Type Exception, string[] Message, Action<Network<double>> Act)
    {
        public static Case Of<TException>(string[] message, Action<Network<double>> act) => new(typeof(TException), message, act);
    }
}
