using System.Globalization;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

/// <summary>What holds for the package as a whole.</summary>
public sealed class ConsistencyTests
{
    private static readonly Type[] _publicTypes = typeof(OnnxModel).Assembly.GetExportedTypes();

    [Fact]
    public void One_using_is_enough_and_nothing_generated_is_public()
        => _publicTypes.Select(type => type.Namespace).Distinct().Should().Equal("NeuralNet.Onnx");

    [Fact]
    public void Types_are_sealed_and_have_no_settable_properties()
    {
        _publicTypes.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false }).Should().BeEmpty();
        _publicTypes.SelectMany(type => type.GetProperties()).Where(property => property.SetMethod is { IsPublic: true } setter
            && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))).Should().BeEmpty();
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Files_and_messages_are_the_same_in_every_culture(string culture)
    {
        Network<double> network = Network.WithInputs<double>(3).Dense(2).LeakyReLU(0.25).Dense(2).Build(seed: 1);
        byte[] expected = network.Exported();
        byte[] refused = new ModelBuilder { ElementType = 11 }.Input("x", 3).Node("HardSigmoid", ["x"], "y", ModelBuilder.Attribute("alpha", -0.5f))
            .Output("y").ToArray();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

            network.Exported().Should().Equal(expected);
            Bits.Of(expected.Imported<double>().Predict(Some.Matrix<double>(5, 3))).Should().Equal(Bits.Of(network.Predict(Some.Matrix<double>(5, 3))));
            FluentActions.Invoking(() => refused.Imported<double>()).Should().Throw<InvalidDataException>().WithMessage("*alpha is -0.5*");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
