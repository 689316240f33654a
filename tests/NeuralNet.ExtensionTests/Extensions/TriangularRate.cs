namespace NeuralNet.ExtensionTests;

/// <summary>A rate that goes up and down between two bounds, once in a period of steps (Smith, 2017).</summary>
internal sealed record TriangularRate(double Lowest, double Highest, int Period) : LearningRateSchedule
{
    public override double RateAt(TrainingTime time)
    {
        double phase = time.Step % Period / (double)Period;
        return Lowest + (Highest - Lowest) * (1 - Math.Abs(2 * phase - 1));
    }

    public override void Validate()
    {
        if (Lowest < 0 || Highest < Lowest || Period < 1)
            throw new ArgumentOutOfRangeException(nameof(Lowest), Lowest, $"0 <= lowest <= highest and a period from 1 were expected, but {this} was given.");
    }

    public override Description Describe() => new("TriangularRate")
    {
        Settings = new Dictionary<string, double> { ["lowest"] = Lowest, ["highest"] = Highest, ["period"] = Period },
    };
}
