namespace NeuralNet.Plots.Tests;

public sealed class TrialsTests
{
    [Fact]
    public void The_best_trial_of_a_search_is_named_and_those_without_a_score_are_left_out()
    {
        Picture picture = Picture.OfTrials([0.5, null, 0.25, 0.75]);

        picture.Words().Should().Contain(["Best: trial 2, score 0.25, of 4", "trial", "score"]);
        picture.ShouldBeLegible();
    }

    [Fact]
    public void Scores_over_decades_lie_by_their_logarithms()
    {
        Picture.OfTrials([100, 1, 0.01]).Words().Should().Contain("score, logarithmic");
        Picture.OfTrials([100, 0, 0.01]).Words().Should().Contain("score");
    }

    [Fact]
    public void One_trial_and_equal_scores_are_drawn()
    {
        Picture.OfTrials([3]).ShouldBeLegible();
        Picture.OfTrials([-1, -1, null, -1]).ShouldBeLegible();
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_with_its_place()
    {
        Refused(() => Picture.OfTrials([null]), "*'scores' has no score*");
        Refused(() => Picture.OfTrials([1, double.NaN]), "*'scores'[1] is NaN*");
    }

    private static void Refused(Func<Picture> draw, string message) => draw.Should().Throw<ArgumentException>().WithMessage(message);
}
