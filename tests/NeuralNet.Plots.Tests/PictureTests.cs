using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace NeuralNet.Plots.Tests;

/// <summary>What holds for every kind of picture.</summary>
public sealed class PictureTests
{
    public static TheoryData<string> Kinds => [.. Some.Pictures.Keys];

    [Fact]
    public void The_namespace_of_the_package_is_its_name()
        => typeof(Picture).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct().Should().Equal("NeuralNet.Plots");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_png_has_the_size_asked_for_and_something_on_it(string kind)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("picture.png");

        Some.Pictures[kind]().SavePng(path, 500, 300);

        using SKBitmap pixels = SKBitmap.Decode(path);
        (pixels.Width, pixels.Height).Should().Be((500, 300));
        pixels.Pixels.Distinct().Should().HaveCountGreaterThan(10);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_svg_is_well_formed_and_has_the_size_asked_for(string kind)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("picture.svg");

        Some.Pictures[kind]().SaveSvg(path, 500, 300);

        XElement root = XDocument.Load(path).Root!;
        root.Name.LocalName.Should().Be("svg");
        (Reading.Number(root, "width"), Reading.Number(root, "height")).Should().Be((500, 300));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_a_size_a_picture_is_saved_with_its_own(string kind)
    {
        using var folder = new TemporaryFolder();
        Picture picture = Some.Pictures[kind]();

        picture.SavePng(folder.File("picture.png"));
        picture.SaveSvg(folder.File("picture.svg"));

        using SKBitmap pixels = SKBitmap.Decode(folder.File("picture.png"));
        (pixels.Width, pixels.Height).Should().Be((picture.Width, picture.Height));
        Reading.Number(XDocument.Load(folder.File("picture.svg")).Root!, "width").Should().Be(picture.Width);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_gives_the_same_svg_however_many_were_drawn_before(string kind)
    {
        string first = Some.Pictures[kind]().ToSvg(500, 300);
        foreach (Func<Picture> other in Some.Pictures.Values)
            other().ToSvg(400, 400);

        string second = Some.Pictures[kind]().ToSvg(500, 300);

        second.Should().Be(first);
        first.Should().Contain("url(#clip1)").And.NotContain("#cl_");
    }

    // Where native objects are freed while they are drawn, this ends the test process.
    [Fact]
    public async Task Garbage_collections_while_a_picture_is_drawn_do_it_no_harm()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(400, 2, (i, j) => Math.Sin(i * (j + 1.5)));
        Picture picture = Picture.OfDecisionBoundary(Network.WithInputs<double>(2).Dense(5).Softmax().Build(seed: 1), x,
            [.. Enumerable.Range(0, 400).Select(i => i % 5)]);
        int shapes = Reading.Elements(picture.ToSvg(640, 520), "path").Count;
        using var ends = new CancellationTokenSource();
        Task collector = Task.Run(() =>
        {
            while (!ends.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });

        for (int i = 0; i < 100; i++)
            Reading.Elements(picture.ToSvg(640, 520), "path").Should().HaveCount(shapes);

        await ends.CancelAsync();
        await collector;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_picture_has_the_same_bytes_however_often_and_from_how_many_threads_it_is_drawn(string kind)
    {
        byte[] first = Some.Pictures[kind]().ToPng(400, 300);

        byte[][] others = [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => Some.Pictures[kind]().ToPng(400, 300))];

        others.Should().AllSatisfy(other => other.Should().Equal(first));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_is_the_same_in_a_country_with_decimal_commas(string kind)
    {
        byte[] usual = Some.Pictures[kind]().ToPng(400, 300);
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

        try
        {
            Some.Pictures[kind]().ToPng(400, 300).Should().Equal(usual);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Letters_come_from_the_typeface_in_the_library_whatever_fonts_the_machine_has(string kind)
    {
        Picture picture = Some.Pictures[kind]();

        List<XElement> texts = Reading.Elements(picture.ToSvg(picture.Width, picture.Height), "text");

        texts.Should().NotBeEmpty();
        texts.Should().AllSatisfy(text => text.Attribute("font-family")!.Value.Should().Be("DejaVu Sans, Verdana, sans-serif"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_text_lies_within_the_picture(string kind)
    {
        Picture picture = Some.Pictures[kind]();
        using SKBitmap pixels = picture.Pixels();

        IEnumerable<SKColor> edge = Enumerable.Range(0, pixels.Width).SelectMany(x => new[] { pixels.GetPixel(x, 0), pixels.GetPixel(x, pixels.Height - 1) })
            .Concat(Enumerable.Range(0, pixels.Height).SelectMany(y => new[] { pixels.GetPixel(0, y), pixels.GetPixel(pixels.Width - 1, y) }));

        edge.Should().AllSatisfy(pixel => pixel.Should().Be(Reading.White));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_is_drawn_twice(string kind)
    {
        Picture picture = Some.Pictures[kind]();

        List<XElement> texts = Reading.Elements(picture.ToSvg(picture.Width, picture.Height), "text");

        texts.Select(text => (text.Attribute("transform")?.Value, text.Value)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_picture_of_twice_the_size_is_the_same_picture_enlarged()
    {
        Picture picture = Some.Pictures["confusion matrix"]();

        using SKBitmap small = SKBitmap.Decode(picture.ToPng(picture.Width, picture.Height));
        using SKBitmap large = SKBitmap.Decode(picture.ToPng(2 * picture.Width, 2 * picture.Height));

        ((double)large.Count(Reading.Blue) / small.Count(Reading.Blue)).Should().BeApproximately(4, 0.2);
    }

    [Theory]
    [InlineData(63, 300, "*'width' is 63, but a number from 64 to 16384 was expected.*")]
    [InlineData(300, 0, "*'height' is 0, but a number from 64 to 16384 was expected.*")]
    [InlineData(20_000, 300, "*'width' is 20000, but a number from 64 to 16384 was expected.*")]
    public void A_size_outside_its_range_is_named(int width, int height, string message)
    {
        Picture picture = Some.Pictures["network"]();

        picture.Invoking(p => p.ToPng(width, height)).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
        picture.Invoking(p => p.ToSvg(width, height)).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named()
        => Some.Pictures["network"]().Invoking(picture => picture.SavePng(Path.Combine("no such folder", "picture.png"))).Should()
            .Throw<DirectoryNotFoundException>().WithMessage("*no such folder*");

    [Fact]
    public void The_plots_it_is_made_of_can_be_changed_before_saving()
    {
        Picture picture = Picture.OfLearningCurves(Some.History);

        picture.Panels[0].Title("Another title");

        picture.Words().Should().Contain("Another title");
    }
}
