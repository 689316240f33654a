namespace NeuralNet.Tests;

/// <summary>60 steps of iRprop- on two networks, equal to torch.optim.Rprop to the bit.</summary>
public sealed class RpropReferenceTests
{
    private static readonly RunFixture _fixture = Fixture.Read<RunFixture>("rprop");

    public static TheoryData<string> Names => [.. _fixture.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_and_parameters(string name)
    {
        RunCase c = _fixture.Cases.Single(c => c.Name == name);
        Network<double> network = c.Network.Build<double>();
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Optimizer = new Rprop(), Epochs = 1 });

        for (int step = 1; step <= c.Losses.Length; step++)
        {
            TrainingResult result = trainer.Fit(c.X.To<double>(), c.T.To<double>());

            Fixture.Error(result.History[0].Training.Loss, c.Losses[step - 1]).Should().BeLessThan(1e-10);
            if (c.ParametersAfter.TryGetValue($"{step}", out double[]? expected))
                Fixture.Error(SolverNetwork.ParametersOf(network), expected).Should().BeLessThan(1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float_ends_at_a_loss_as_good(string name)
    {
        RunCase c = _fixture.Cases.Single(c => c.Name == name);
        var options = new TrainingOptions { Optimizer = new Rprop(), Epochs = c.Losses.Length };

        TrainingResult result = new Trainer<float>(c.Network.Build<float>(), new MeanSquaredError<float>(), options).Fit(c.X.To<float>(), c.T.To<float>());

        result.History[^1].Training.Loss.Should().BeApproximately(c.Losses[^1], 0.1 * c.Losses[^1]);
    }

    private sealed record RunFixture(RunCase[] Cases);

    private sealed record RunCase(string Name, SolverNetwork Network, FixtureMatrix X, FixtureMatrix T, double[] Losses,
        Dictionary<string, double[]> ParametersAfter);
}
