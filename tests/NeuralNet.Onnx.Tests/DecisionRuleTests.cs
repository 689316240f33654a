using System.Numerics;
using NeuralNet.Onnx.Schema;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

public sealed class DecisionRuleTests
{
    [Theory]
    [InlineData("Dense", "0/1", "above 0.5")]
    [InlineData("Dense", "-1/+1", "above 0")]
    [InlineData("Tanh", "0/1", "above 0.5")]
    [InlineData("Sigmoid", "0/1", "above 0.5")]
    [InlineData("ReLU", "0/1", "above 0.5")]
    [InlineData("Dense", "labels", "above 0.5")]
    [InlineData("Dense", "one-hot", "largest output")]
    public void Classes_of_a_model_are_those_of_the_network_that_was_trained(string end, string targets, string rule)
    {
        Trained<double>(end, targets, rule);
        Trained<float>(end, targets, rule);
    }

    [Fact]
    public void A_threshold_of_ones_own_is_kept_and_stays_through_training()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Sigmoid().Build(seed: 1);
        network.UseDecisionRule(DecisionRule.Above(0.1, 0.25, 1 / 3.0));

        Network<double> imported = network.Exported().Imported<double>();
        new Trainer<double>(imported, new BinaryCrossEntropy<double>(), new TrainingOptions { Epochs = 1 }).Fit(Some.Classification<double>(9));

        imported.DecisionRule.Should().Be(DecisionRule.Above(0.1, 0.25, 1 / 3.0));
    }

    [Fact]
    public void Names_and_units_come_back_from_a_model_and_others_are_refused()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        network.UseSchema(new DataSchema { FeatureNames = ["length", "width"], FeatureUnits = ["cm", "µm"], ClassNames = ["a", "b", "c"] });
        ModelProto model = ModelProto.Parser.ParseFrom(network.Exported());

        network.Exported().Imported<double>().Schema.Should().Be(network.Schema);

        model.MetadataProps.Single(property => property.Key == "neuralnet.schema").Value = "{\"features\":[\"a\"]}";
        var act = () => OnnxModel.Import<double>(new MemoryStream(Google.Protobuf.MessageExtensions.ToByteArray(model)));
        act.Should().Throw<InvalidDataException>().WithMessage("*'neuralnet.schema', do not fit: 'FeatureNames' has 1 entries, but the network has 2 inputs*");
    }

    [Fact]
    public void The_rule_of_the_probabilities_is_not_taken_for_that_of_the_logits()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1);
        network.UseDecisionRule(DecisionRule.Above(0.4));
        byte[] model = network.Exported(new OnnxExportOptions { LogitsName = "logits" });

        model.Imported<double>(new OnnxImportOptions { OutputName = "logits" }).DecisionRule
            .Should().Be(DecisionRule.Above(0) with { Source = DecisionSource.LastLayer });
        model.Imported<double>(new OnnxImportOptions { OutputName = "output" }).DecisionRule.Should().Be(DecisionRule.Above(0.4));
    }

    [Theory]
    [InlineData("above 1 2 3")]
    [InlineData("above")]
    [InlineData("above NaN")]
    [InlineData("above one")]
    [InlineData("below 1")]
    [InlineData("")]
    public void A_rule_that_does_not_fit_is_refused(string rule)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Network.WithInputs<double>(2).Dense(2).Build().Exported());
        model.MetadataProps.Add(new StringStringEntryProto { Key = "neuralnet.decision", Value = rule });

        var act = () => OnnxModel.Import<double>(new MemoryStream(Google.Protobuf.MessageExtensions.ToByteArray(model)));

        act.Should().Throw<InvalidDataException>().WithMessage("The model's metadata give '*' as 'neuralnet.decision', which is no rule for 2 outputs: *");
    }

    private static void Trained<T>(string end, string targets, string rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> x = Some.Matrix<T>(60, 2);
        int outputs = targets is "labels" or "one-hot" ? 3 : 1;
        int[] labels = [.. x.EnumerateRows().Select(row => row[0] > T.Zero ? 1 : 0)];
        Matrix<T> y = targets == "one-hot"
            ? Labels.ToOneHot<T>(labels, 3)
            : Matrix<T>.Build.Dense(60, outputs, (i, j) => labels[i] == 1 || j == 1 ? T.One : targets == "-1/+1" ? -T.One : T.Zero);
        NetworkBuilder<T> builder = Network.WithInputs<T>(2).Dense(4).Tanh().Dense(outputs);
        Network<T> network = (end == "Dense" ? builder : builder.Add(Library.Layer<T>(end, outputs))).Build(seed: 1);
        new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions { Epochs = 2, Optimizer = new Adam { LearningRate = 0.02 } }).Fit(x, y);

        byte[] model = network.Exported();

        // What another program reads is enough to decide as the network does.
        ModelProto.Parser.ParseFrom(model).MetadataProps.Single(property => property.Key == "neuralnet.decision").Value.Should().Be(rule);
        bool[,] answers = (rule == "largest output" ? DecisionRule.LargestOutput : DecisionRule.Above(double.Parse(rule[6..],
            System.Globalization.CultureInfo.InvariantCulture))).ClassifyEach(Runtime.Run(model, x));
        answers.Should().BeEquivalentTo(network.ClassifyEach(x));
        model.Imported<T>().DecisionRule.Should().Be(network.DecisionRule);
        model.Imported<T>().ClassifyEach(x).Should().BeEquivalentTo(answers);
    }
}
