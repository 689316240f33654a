using NeuralNet.Tests;

namespace NeuralNet.Uncertainty.Tests;

[Collection("Console")]
public sealed class ReadmeTests
{
    [Fact]
    public void The_listings_of_the_readme_print_what_it_says()
    {
        foreach ((string code, string? output) in ReadmeListings.Of("README.md"))
        {
            string printed = ReadmeListings.Run(code);
            if (output is not null)
                ReadmeListings.WithoutTimes(printed).Should().Be(ReadmeListings.WithoutTimes(output));
        }

        ReadmeListings.Text("README.md").Should().NotMatchRegex(@"\]\((?!https://)");
    }
}
