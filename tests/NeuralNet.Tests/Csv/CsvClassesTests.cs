using System.Globalization;
using NeuralNet.Csv;

namespace NeuralNet.Tests;

/// <summary>A label is a class; a quantity is a target.</summary>
public sealed class CsvClassesTests
{
    private static readonly CsvOptions _label = new() { Label = "y" };

    [Fact]
    public void Prices_as_label_are_refused_by_a_message_that_names_the_targets_and_take_no_memory()
    {
        string text = Lines(20_000, i => (50_000 + 37 * i).ToString(CultureInfo.InvariantCulture));
        long before = GC.GetAllocatedBytesForCurrentThread();

        CsvBytes.Refusal(text, _label)
            .Should().Match("stream, column 'y' has 20000 different values in 20000 lines ('50000', *quantities*'Targets' instead of 'Label'*'ClassNames'*");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100 << 20);
    }

    [Fact]
    public void More_numbers_than_classes_have_are_refused_however_many_lines_there_are()
    {
        CsvBytes.Refusal(Lines(20_000, i => $"{i % 101}"), _label).Should().Contain("'Targets'");
        CsvBytes.Refusal(Lines(20_000, i => $"{i % 21}.5"), _label).Should().Contain("'Targets'");
        CsvBytes.Refusal(Lines(30, i => $"{i}"), _label).Should().Contain("'Targets'");
        CsvBytes.Refusal(Lines(100, i => $"\"{i % 30},5\""), _label with { Culture = CultureInfo.GetCultureInfo("de-DE") }).Should().Contain("'Targets'");
    }

    [Fact]
    public void Names_of_lines_are_refused_as_classes()
        => CsvBytes.Refusal(Lines(300, i => $"Mr {i}"), _label)
            .Should().Match("*300 different values in 300 lines*names of lines rather than classes*'ClassNames'*");

    [Fact]
    public void Many_classes_are_read_where_they_are_plausible_or_listed()
    {
        CsvBytes.Read(Lines(20_000, i => $"{i % 100}"), _label).ClassNames.Should().HaveCount(100);
        CsvBytes.Read(Lines(8, i => $"{i}.5"), _label).ClassNames.Should().HaveCount(8);
        CsvBytes.Read(Lines(1000, i => $"word {i % 400}"), _label).ClassNames.Should().HaveCount(400);
        string[] listed = [.. Enumerable.Range(0, 300).Select(i => $"{i}")];
        CsvBytes.Read(Lines(300, i => $"{i}"), _label with { ClassNames = listed }).ClassNames.Should().Equal(listed);
    }

    private static string Lines(int count, Func<int, string> label) => "x,y\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{i},{label(i)}\n"));
}
