using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

/// <summary>The 8x8 digits, pixels divided by 16, read from the file that is embedded in the sample.</summary>
internal static class DigitImages
{
    public static (Matrix<float> X, int[] Labels) Load()
    {
        using var reader = new StreamReader(typeof(DigitImages).Assembly.GetManifestResourceStream("digits.csv")!);
        int[][] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(',').Select(value => int.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        return (Samples.FromRows<float>([.. rows.Select(row => row[..64].Select(pixel => pixel / 16f).ToArray())]), [.. rows.Select(row => row[64])]);
    }
}
