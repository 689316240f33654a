using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

/// <summary>
/// Every C# listing of the package's README is compiled as a program, run, and its output held against the text block
/// that follows it.
/// </summary>
[Collection("Console")]
public sealed class ReadmeTests
{
    private const string Readme = "README.md";

    public static TheoryData<int> Listings => [.. Enumerable.Range(0, ReadmeListings.Of(Readme).Count)];

    [Fact]
    public void The_readme_has_listings_and_links_to_nothing_that_only_the_repository_has()
    {
        ReadmeListings.Of(Readme).Should().HaveCount(3);
        ReadmeListings.Text(Readme).Should().NotMatchRegex(@"\]\((?!https://)");
    }

    [Theory]
    [MemberData(nameof(Listings))]
    public void A_listing_of_the_readme_compiles_and_prints_what_the_readme_says(int index)
    {
        (string code, string? output) = ReadmeListings.Of(Readme)[index];

        ReadmeListings.WithoutTimes(ReadmeListings.Run(code)).Should().Be(ReadmeListings.WithoutTimes(output!));
    }
}
