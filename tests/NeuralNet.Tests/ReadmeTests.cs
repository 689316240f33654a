using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NeuralNet.Tests;

[CollectionDefinition("Console", DisableParallelization = true)]
public sealed class ConsoleCollection;

/// <summary>Every C# listing of the repository's and the package's README, and of EXTENDING.md, is compiled as a program, run, and its output held against the text block that follows it.</summary>
[Collection("Console")]
public sealed partial class ReadmeTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string[] _readmes = ["README.md", "NeuralNet/README.md", "NeuralNet/EXTENDING.md"];

    public static TheoryData<string, int> Listings
    {
        get
        {
            var listings = new TheoryData<string, int>();
            foreach (string readme in _readmes)
            {
                for (int i = 0; i < Blocks(readme).Count; i++)
                    listings.Add(readme, i);
            }

            return listings;
        }
    }

    [Theory]
    [InlineData("README.md", 3)]
    [InlineData("NeuralNet/README.md", 2)]
    [InlineData("NeuralNet/EXTENDING.md", 3)]
    public void The_readme_has_listings(string readme, int atLeast) => Blocks(readme).Count.Should().BeGreaterThanOrEqualTo(atLeast);

    [Fact]
    public void The_packages_readme_links_to_nothing_that_only_the_repository_has()
        => Text("NeuralNet/README.md").Should().NotMatchRegex(@"\]\((?!https://)");

    [Theory]
    [MemberData(nameof(Listings))]
    public void A_listing_of_the_readme_compiles_and_prints_what_the_readme_says(string readme, int index)
    {
        (string code, string? output) = Blocks(readme)[index];

        string printed = Run(code);

        if (output is not null)
            WithoutTimes(printed).Should().Be(WithoutTimes(output));
    }

    private static List<(string Code, string? Output)> Blocks(string readme)
        => [.. Listing().Matches(Text(readme)).Select(match => (match.Groups["code"].Value, match.Groups["output"].Success ? match.Groups["output"].Value : null))];

    private static string Text(string readme) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, readme)).ReplaceLineEndings("\n");

    private static string Run(string code)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);
        CSharpCompilation compilation = CSharpCompilation.Create("Listing", [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)], references, options);
        using var image = new MemoryStream();
        compilation.Emit(image).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString()).Should().BeEmpty();
        image.Position = 0;

        MethodInfo main = new AssemblyLoadContext("listing", isCollectible: true).LoadFromStream(image).EntryPoint!;
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            main.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return printed.ToString();
    }

    /// <summary>Durations differ from run to run; all else must be the same.</summary>
    private static string WithoutTimes(string text) => Duration().Replace(text.ReplaceLineEndings("\n").Trim(), "? s");

    [GeneratedRegex("```csharp\n(?<code>.*?)```\n(?:\n```text\n(?<output>.*?)```)?", RegexOptions.Singleline)]
    private static partial Regex Listing();

    [GeneratedRegex(@"\d[\d.E-]* s\b")]
    private static partial Regex Duration();
}
