using System.Reflection;
using System.Text;

namespace NeuralNet.Tests;

/// <summary>FINDINGS.md and the codes belong together.</summary>
public sealed class FindingPageTests
{
    public static TheoryData<FindingCode> Codes => [.. Enum.GetValues<FindingCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_links_to_a_section_of_the_page(FindingCode code)
    {
        Finding finding = Some(code);

        Anchors().Should().Contain(finding.Link["FINDINGS.md#".Length..]);
    }

    [Fact]
    public void Every_section_of_the_page_belongs_to_a_code_in_the_order_of_the_codes()
    {
        string[] links = [.. Enum.GetValues<FindingCode>().Select(code => Some(code).Link["FINDINGS.md#".Length..])];

        Anchors().Should().Equal(links);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_section_says_the_mistake_what_is_seen_and_the_cure(FindingCode code)
    {
        string anchor = Some(code).Link["FINDINGS.md#".Length..];
        string section = Page().Split("\n## ").Single(text => Anchor(text.Split('\n')[0]) == anchor);

        section.Should().Contain("**Mistake**").And.Contain("**Seen**").And.Contain("**Cure**");
    }

    private static Finding Some(FindingCode code) => new() { Code = code, Severity = Severity.Warning, Observation = "", Cause = "", Remedy = "" };

    private static IEnumerable<string> Anchors()
        => Page().Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => Anchor(line[3..]));

    /// <summary>A heading's anchor as GitHub and NuGet make it.</summary>
    private static string Anchor(string heading) => heading.Trim().ToLowerInvariant().Replace(' ', '-');

    private static string Page()
    {
        using Stream page = Assembly.GetExecutingAssembly().GetManifestResourceStream("FINDINGS.md")!;
        using var reader = new StreamReader(page, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
