using System.Globalization;
using NeuralNet.Tests;

namespace NeuralNet.Orleans.Tests;

[Collection("Console")]
public sealed class ReadmeTests
{
    [Fact]
    public void Every_listing_prints_what_stands_below_it()
    {
        List<(string Code, string? Output)> listings = ReadmeListings.Of("README.md");

        listings.Should().NotBeEmpty();
        foreach ((string code, string? output) in listings)
        {
            // Somebody may have the usual ports.
            string ports = string.Create(CultureInfo.InvariantCulture, $"UseLocalhostClustering({FreePort.Find()}, {FreePort.Find()})");
            ReadmeListings.Run(code.Replace("UseLocalhostClustering()", ports, StringComparison.Ordinal)).ReplaceLineEndings("\n").Trim()
                .Should().Be(output!.Trim());
        }
    }
}
