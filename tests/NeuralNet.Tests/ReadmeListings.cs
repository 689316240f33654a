using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NeuralNet.Tests;

[CollectionDefinition("Console", DisableParallelization = true)]
public sealed class ConsoleCollection;

/// <summary>
/// The C# listings of a README, each with the text block that follows it, compiled as programs and run.
/// </summary>
internal static partial class ReadmeListings
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static List<(string Code, string? Output)> Of(string readme)
        => [.. Listing().Matches(Text(readme)).Select(match =>
            (match.Groups["code"].Value, match.Groups["output"].Success ? match.Groups["output"].Value : null))];

    public static string Text(string readme) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, readme)).ReplaceLineEndings("\n");

    public static string Run(string code)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable);
        CSharpCompilation compilation = CSharpCompilation.Create("Listing", [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
            references, options);
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
    public static string WithoutTimes(string text) => Duration().Replace(text.ReplaceLineEndings("\n").Trim(), "? s");

    [GeneratedRegex("```csharp\n(?<code>.*?)```\n(?:\n```text\n(?<output>.*?)```)?", RegexOptions.Singleline)]
    private static partial Regex Listing();

    [GeneratedRegex(@"\d[\d.E-]* s\b")]
    private static partial Regex Duration();
}
