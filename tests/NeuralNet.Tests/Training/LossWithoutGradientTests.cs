namespace NeuralNet.Tests;

/// <summary>
/// A loss without a gradient trains nothing: the run ends after the epoch that showed it, unless it is told to go on.
/// </summary>
public sealed class LossWithoutGradientTests
{
    private static readonly Dataset<double> _data = Some.Regression<double>(samples: 40);

    // How many predictions are on the wrong side of 0: a count has no slope.
    private static readonly Loss<double> _count = Loss.ByElement<double>((p, t) => p > 0 == t > 0 ? 0 : 1, (_, _) => 0);

    [Fact]
    public void The_run_ends_with_a_reason_of_its_own_and_the_finding()
    {
        Network<double> network = NewNetwork();
        byte[] before = Bits.Of(network);

        TrainingResult result = Train(network, _count, new TrainingOptions { Epochs = 1000, BatchSize = 8 });

        result.StopReason.Should().Be(StopReason.NoGradient);
        result.History.Should().ContainSingle();
        result.Steps.Should().Be(5);
        result.StopMessage.Should().Contain("the gradient of the loss was exactly 0").And.Contain("NoGradientAction.GoOn");
        result.Findings[0].Code.Should().Be(FindingCode.NoGradient);
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void A_run_that_is_told_to_go_on_makes_all_its_epochs()
    {
        TrainingResult result = Train(NewNetwork(), _count, new TrainingOptions { Epochs = 7, BatchSize = 8, WhenLossHasNoGradient = NoGradientAction.GoOn });

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.History.Should().HaveCount(7);
    }

    [Fact]
    public void A_gradient_that_comes_with_a_later_batch_is_enough_to_go_on()
    {
        int asked = 0;
        Loss<double> late = Loss.FromFunction<double>((predictions, targets) => (1, asked++ < 2 ? predictions * 0 : predictions - targets));

        TrainingResult result = Train(NewNetwork(), late, new TrainingOptions { Epochs = 3, BatchSize = 8 });

        result.StopReason.Should().Be(StopReason.EpochsReached);
    }

    [Fact]
    public void A_loss_that_is_at_its_minimum_has_no_gradient_either_and_goes_on()
    {
        TrainingResult result = Train(NewNetwork(), Loss.ByElement<double>((_, _) => 0, (_, _) => 0), new TrainingOptions { Epochs = 3 });

        result.StopReason.Should().Be(StopReason.EpochsReached);
    }

    [Fact]
    public void A_value_that_is_no_action_is_refused()
    {
        Action create = () => Train(NewNetwork(), _count, new TrainingOptions { WhenLossHasNoGradient = (NoGradientAction)7 });

        create.Should().Throw<ArgumentOutOfRangeException>().WithMessage("'WhenLossHasNoGradient' is 7*");
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Build(seed: 1);

    private static TrainingResult Train(Network<double> network, Loss<double> loss, TrainingOptions options) => new Trainer<double>(network, loss,
        options).Fit(_data);
}
