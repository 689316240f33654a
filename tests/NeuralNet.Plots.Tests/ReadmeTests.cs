using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NeuralNet.Plots.Tests;

public sealed partial class ReadmeTests
{
    [Fact]
    public void The_listing_of_the_readme_compiles_and_draws_its_pictures()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");
        string code = Listing().Match(readme).Groups["code"].Value;
        string[] pictures = [.. FileName().Matches(code).Select(match => match.Groups["name"].Value)];
        using var folder = new TemporaryFolder();

        Run(FileName().Replace(code, match => $"@\"{folder.File(match.Groups["name"].Value)}\""));

        pictures.Should().Equal("learning-curves.png", "decision-boundary.svg", "network.png");
        pictures.Should().AllSatisfy(picture => new FileInfo(folder.File(picture)).Length.Should().BeGreaterThan(5_000));
    }

    private static void Run(string code)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create("Listing", [CSharpSyntaxTree.ParseText(code)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var image = new MemoryStream();
        compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())
            .Should().BeEmpty();
        image.Position = 0;
        new AssemblyLoadContext("listing", isCollectible: true).LoadFromStream(image).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Listing();

    [GeneratedRegex("\"(?<name>[a-z-]+\\.(png|svg))\"")]
    private static partial Regex FileName();
}
