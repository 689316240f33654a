using System.Globalization;

namespace NeuralNet.Tests;

/// <summary>Whether the whole suite runs in the culture that NEURALNET_CULTURE names, as CI has it: a run in another one would prove nothing.</summary>
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
}
