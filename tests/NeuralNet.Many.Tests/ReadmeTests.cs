using NeuralNet.Tests;

namespace NeuralNet.Many.Tests;

[Collection("Console")]
public sealed class ReadmeTests
{
    [Fact]
    public void Every_listing_prints_what_stands_below_it()
    {
        List<(string Code, string? Output)> listings = ReadmeListings.Of("README.md");

        listings.Should().NotBeEmpty();
        foreach ((string code, string? output) in listings)
            ReadmeListings.WithoutTimes(ReadmeListings.Run(code)).Should().Be(ReadmeListings.WithoutTimes(output!));
    }
}
