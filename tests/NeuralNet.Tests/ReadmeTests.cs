namespace NeuralNet.Tests;

/// <summary>
/// Every C# listing of the repository's and the package's README, of the pages beside it and of the guides is compiled
/// as a program, run, and its output held against the text block that follows it.
/// </summary>
[Collection("Console")]
public sealed class ReadmeTests
{
    private static readonly string[] _readmes =
    [
        "README.md", "NeuralNet/README.md", "NeuralNet/CHECKPOINTS.md", "NeuralNet/EXTENDING.md",
        "samples/Digits/README.md", "samples/Regression/README.md", "samples/CustomLoss/README.md", "samples/Autoencoder/README.md",
        "samples/TwoLayerClassifier/README.md", "samples/Spiral/README.md", "samples/Serving/README.md", "NeuralNet.Csv/README.md",
        "samples/CurveFitting/README.md", "samples/Tabular/README.md",
    ];

    public static TheoryData<string, int> Listings
    {
        get
        {
            var listings = new TheoryData<string, int>();
            foreach (string readme in _readmes)
            {
                for (int i = 0; i < ReadmeListings.Of(readme).Count; i++)
                    listings.Add(readme, i);
            }

            return listings;
        }
    }

    [Theory]
    [InlineData("README.md", 2)]
    [InlineData("NeuralNet/README.md", 2)]
    [InlineData("NeuralNet/CHECKPOINTS.md", 1)]
    [InlineData("NeuralNet/EXTENDING.md", 3)]
    [InlineData("samples/Digits/README.md", 1)]
    [InlineData("samples/CustomLoss/README.md", 1)]
    [InlineData("samples/Regression/README.md", 1)]
    [InlineData("samples/Autoencoder/README.md", 1)]
    [InlineData("samples/TwoLayerClassifier/README.md", 1)]
    [InlineData("samples/Spiral/README.md", 1)]
    [InlineData("samples/Serving/README.md", 1)]
    [InlineData("samples/CurveFitting/README.md", 1)]
    [InlineData("samples/Tabular/README.md", 1)]
    [InlineData("NeuralNet.Csv/README.md", 1)]
    public void The_readme_has_listings(string readme, int atLeast) => ReadmeListings.Of(readme).Count.Should().BeGreaterThanOrEqualTo(atLeast);

    [Fact]
    public void The_packages_readme_links_to_nothing_that_only_the_repository_has()
        => ReadmeListings.Text("NeuralNet/README.md").Should().NotMatchRegex(@"\]\((?!https://)");

    [Theory]
    [MemberData(nameof(Listings))]
    public void A_listing_of_the_readme_compiles_and_prints_what_the_readme_says(string readme, int index)
    {
        (string code, string? output) = ReadmeListings.Of(readme)[index];

        string printed = ReadmeListings.Run(code);

        if (output is not null)
            ReadmeListings.WithoutTimes(printed).Should().Be(ReadmeListings.WithoutTimes(output));
    }
}
