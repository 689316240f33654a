namespace NeuralNet.FindingsBenchmark;

/// <summary>How samples come about, and what the data allow.</summary>
/// <param name="Family">What is special about it.</param>
/// <param name="Text">The law in words and formulas.</param>
/// <param name="Rows">Training samples.</param>
/// <param name="Task">Which loss suits it.</param>
/// <param name="Goal">What a run must reach on fresh samples to be called good: the accuracy of classes, the area under
/// the curve of yes or no, R2 of numbers.</param>
/// <param name="Draw">One sample.</param>
internal sealed record Law(string Family, string Text, int Rows, Task Task, double Goal, Func<RandomStream, (double[] X, double[] Y)> Draw)
{
    public Rows Sample(int count, int seed)
    {
        var random = new RandomStream(seed);
        (double[] X, double[] Y)[] drawn = [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
        return new Rows([.. drawn.Select(one => one.X)], [.. drawn.Select(one => one.Y)]);
    }
}

/// <summary>What the targets are.</summary>
internal enum Task
{
    /// <summary>Numbers.</summary>
    Numbers,

    /// <summary>Independent yes or no.</summary>
    YesOrNo,

    /// <summary>One class out of several.</summary>
    Classes,
}
