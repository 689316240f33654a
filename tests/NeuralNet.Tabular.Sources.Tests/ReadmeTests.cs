using NeuralNet.Tests;

namespace NeuralNet.Tabular.Sources.Tests;

[Collection("Console")]
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("DataFrame.md")]
    [InlineData("Parquet.md")]
    public void The_listing_of_the_readme_compiles_and_runs_and_links_to_nothing_that_only_the_repository_has(string readme)
    {
        (string code, _) = ReadmeListings.Of(readme).Should().ContainSingle().Subject;

        ReadmeListings.Run(code).Should().Contain("100 rows, 3 columns").And.Contain("this model");
        ReadmeListings.Text(readme).Should().NotMatchRegex(@"\]\((?!https://)");
    }
}
