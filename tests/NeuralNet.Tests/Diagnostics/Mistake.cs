using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>Small problems to make mistakes with, and the parts of a report that every finding must have.</summary>
internal static class Mistake
{
    public static Matrix<T> XorX<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Matrix<T>.Build.Dense(4, 2, (i, j) => T.CreateChecked(j == 0 ? i / 2 : i % 2));

    public static Matrix<T> XorY<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Matrix<T>.Build.Dense(4, 1, (i, _) => T.CreateChecked(i is 1 or 2 ? 1 : 0));

    /// <summary>Two classes: which side of a curve a point lies on, with a share of class 1.</summary>
    public static (Matrix<T> X, int[] Labels) TwoClasses<T>(int samples, double share = 0.5, int seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(seed);
        int[] labels = [.. Enumerable.Range(0, samples).Select(_ => random.NextDouble() < share ? 1 : 0)];
        Matrix<T> x = Matrix<T>.Build.Dense(samples, 3, (i, j) => T.CreateChecked(random.NextNormal() + (j == 0 ? 2 * labels[i] : 0)));
        return (x, labels);
    }

    /// <summary>
    /// The one finding of this code, a cause or what follows from one; it prints itself with its numbers, its remedy
    /// and its link, in lines that fit a terminal.
    /// </summary>
    public static Finding ShouldHave(this TrainingResult result, FindingCode code, Severity severity = Severity.Warning)
    {
        Finding[] all = [.. result.Findings.SelectMany(finding => finding.Effects.Prepend(finding))];
        all.Should().Contain(finding => finding.Code == code, string.Join("\n", result.Findings) + result);
        Finding found = all.First(finding => finding.Code == code);
        found.Severity.Should().Be(severity, found.ToString());
        found.Remedy.Should().NotBeEmpty();
        found.Cause.Should().NotBeEmpty();
        found.Numbers.Should().NotBeEmpty();
        string text = found.ToString();
        text.Split('\n').Should().OnlyContain(line => line.TrimEnd('\r').Length <= 79);
        text.Should().Contain(found.Link);
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Should().Contain(found.Observation).And.Contain(found.Remedy);
        return found;
    }

    public static void ShouldHaveNoWarning(this TrainingResult result)
        => result.Findings.Where(finding => finding.Severity > Severity.Information).Should().BeEmpty(result.ToString());

    /// <summary>A run of a few steps may be told that it was not done yet, and of nothing else.</summary>
    public static void ShouldHaveNoWarningButThatItIsShort(this TrainingResult result)
        => result.Findings.Where(finding => finding.Severity > Severity.Information
            && finding.Code is not (FindingCode.StillImproving or FindingCode.LearningRateTooLow)).Should().BeEmpty(result.ToString());
}
