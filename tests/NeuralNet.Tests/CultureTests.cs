using System.Globalization;

namespace NeuralNet.Tests;

/// <summary>
/// Whether the whole suite runs in the culture that NEURALNET_CULTURE names, as CI has it: a run in another one would
/// prove nothing.
/// </summary>
public sealed class CultureTests
{
    private static readonly string? _wanted = Environment.GetEnvironmentVariable("NEURALNET_CULTURE");

    [Fact]
    public async Task The_suite_runs_in_the_culture_that_was_asked_for()
    {
        string[] names = [CultureInfo.CurrentCulture.Name, await Task.Run(() => CultureInfo.CurrentCulture.Name)];

        names.Should().AllBe(_wanted ?? CultureInfo.CurrentCulture.Name);
        if (_wanted is "de-DE" or "tr-TR")
            (-1234.5).ToString("N1", CultureInfo.CurrentCulture).Should().Be("-1.234,5", "the machine needs ICU, and no DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
        if (_wanted is "tr-TR")
            "I".ToLower(CultureInfo.CurrentCulture).Should().Be("ı");
    }

    [Fact]
    public void Settings_and_scores_print_numbers_as_in_code_in_every_culture()
    {
        object[] records =
        [
            .. Some.Optimizers(0.25), .. Some.FullBatchOptimizers(), new BayesianEvidence(1.5, 2.5, 3.5, 4.5), .. Some.Schedules(0.25),
                GradientClipping.ByNorm(0.5), GradientClipping.ByValue(0.5),
            new EarlyStopping(3) { MinimumImprovement = 0.5 }, new TrainingOptions { L2 = 0.5, TimeLimit = TimeSpan.FromSeconds(1.5) },
            new Scores(0.5, 0.25, 0.75), new FoldScores(3, 1, 0.75, 0.25, null), new OutputRange(-0.5, 0.5),
            new GradientElement(1, 2, 0.5, 0.25, GradientPlace.Smooth),
        ];
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            foreach (object record in records)
            {
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
                string expected = record.ToString()!;
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

                record.ToString().Should().Be(expected).And.NotMatchRegex("[0-9],[0-9]");
                CultureInfo.CurrentCulture.Name.Should().Be("de-DE");
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
