using NeuralNet.Tests;

namespace NeuralNet.Tabular.Tests;

[Collection("Console")]
public sealed class ReadmeTests
{
    [Fact]
    public void The_listing_of_the_readme_compiles_and_runs_and_links_to_nothing_that_only_the_repository_has()
    {
        (string code, _) = ReadmeListings.Of("README.md").Should().ContainSingle().Subject;

        string printed = ReadmeListings.Run(code);

        printed.Should().Contain("400 rows, 4 columns").And.Contain("this model").And.Contain("in nine of ten cases");
        ReadmeListings.Text("README.md").Should().NotMatchRegex(@"\]\((?!https://)");
    }
}
