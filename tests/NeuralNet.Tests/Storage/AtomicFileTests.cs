using System.Diagnostics;

namespace NeuralNet.Tests;

/// <summary>What becomes of a file, and of what lies around it, when a network is saved.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private static readonly Network<double> _network = Network.WithInputs<double>(2).Dense(3).Tanh().Dense(1).Build(seed: 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("save").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("sub/../model.safetensors")]
    public void A_symbolic_link_stays_and_what_it_leads_to_is_replaced(string target)
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(At("sub"));
        File.WriteAllText(At("model.safetensors"), "old");
        File.CreateSymbolicLink(At("first"), target);
        File.CreateSymbolicLink(At("link"), At("first"));

        _network.Save(At("link"));

        File.ResolveLinkTarget(At("link"), returnFinalTarget: false)!.FullName.Should().Be(At("first"));
        new FileInfo(At("first")).LinkTarget.Should().Be(target);
        new FileInfo(At("model.safetensors")).LinkTarget.Should().BeNull();
        ShouldHoldTheNetwork(At("model.safetensors"));
        Names().Should().BeEquivalentTo("first", "link", "model.safetensors", "sub");
    }

    [Fact]
    public void A_link_in_a_linked_folder_leads_where_the_system_says()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(At("real/inner"));
        File.CreateSymbolicLink(At("real/inner/link"), "../model");
        Directory.CreateSymbolicLink(At("folder"), "real/inner");

        _network.Save(At("folder/link"));

        ShouldHoldTheNetwork(At("real/model"));
        ShouldHoldTheNetwork(At("folder/link"));
        Names().Should().BeEquivalentTo("folder", "real");
    }

    [Fact]
    public void A_link_to_a_file_that_is_not_there_makes_it_and_links_in_a_circle_are_named()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(At("link"), "new");
        File.CreateSymbolicLink(At("a"), "b");
        File.CreateSymbolicLink(At("b"), "a");

        _network.Save(At("link"));
        Action save = () => _network.Save(At("a"));

        ShouldHoldTheNetwork(At("new"));
        save.Should().Throw<IOException>().WithMessage($"'{At("a")}' cannot be written: *circle*");
    }

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("664")]
    [InlineData("755")]
    public void A_file_keeps_its_mode(string mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(At("model"), "old");
        File.SetUnixFileMode(At("model"), (UnixFileMode)Convert.ToInt32(mode, 8));

        _network.Save(At("model"));

        Convert.ToString((int)File.GetUnixFileMode(At("model")), 8).Should().Be(mode);
        ShouldHoldTheNetwork(At("model"));
    }

    [Fact]
    public void A_new_file_has_the_mode_of_any_new_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(At("other"), "");

        _network.Save(At("model"));

        File.GetUnixFileMode(At("model")).Should().Be(File.GetUnixFileMode(At("other")));
    }

    [Fact]
    public void A_file_keeps_its_owner_and_its_group_where_the_system_lets_it()
    {
        // Only the superuser may give a file away.
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return;
        File.WriteAllText(At("model"), "old");
        Output("chown", "4711:4712", At("model"));

        _network.Save(At("model"));

        Output("stat", "-c", "%u:%g", At("model")).Should().Be("4711:4712");
        ShouldHoldTheNetwork(At("model"));
    }

    [Fact]
    public void A_device_is_written_to_and_stays_a_device()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.CreateSymbolicLink(At("link"), "/dev/null");

        _network.Save(At("link"));
        _network.Save("/dev/null");

        Output("stat", "-c", "%F", "/dev/null").Should().Be("character special file");
    }

    [Fact]
    public void A_stranger_s_temporary_file_is_left_alone()
    {
        string[] strangers = ["model.tmp", "model.1.tmp", "model.neuralnet-1.tmp", $"model2.neuralnet-{Guid.NewGuid():N}.tmp"];
        foreach (string name in strangers)
        {
            File.WriteAllText(At(name), name);
            File.SetLastWriteTimeUtc(At(name), DateTime.UtcNow - TimeSpan.FromDays(1));
        }

        _network.Save(At("model"));

        foreach (string name in strangers)
            File.ReadAllText(At(name)).Should().Be(name);
        Names().Should().BeEquivalentTo([.. strangers, "model"]);
    }

    [Fact]
    public void What_writers_that_died_have_left_is_cleared_away_but_not_what_one_that_lives_is_writing()
    {
        string dead = Temporary(), young = Temporary(), held = Temporary();
        foreach (string file in new[] { dead, young, held })
            File.WriteAllText(file, "half");
        File.SetLastWriteTimeUtc(dead, DateTime.UtcNow - TimeSpan.FromMinutes(2));
        using (new FileStream(held, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            File.SetLastWriteTimeUtc(held, DateTime.UtcNow - TimeSpan.FromMinutes(2));

            _network.Save(At("model"));
        }

        File.Exists(dead).Should().BeFalse();
        File.Exists(young).Should().BeTrue();
        File.Exists(held).Should().BeTrue();

        string Temporary() => At($"model.neuralnet-{Guid.NewGuid():N}.tmp");
    }

    [Fact]
    public async Task Of_many_that_save_to_one_path_at_a_time_none_fails_and_the_file_is_always_whole()
    {
        Network<double>[] networks = [.. Enumerable.Range(1, 4).Select(seed => Network.WithInputs<double>(2).Dense(200).Dense(1).Build(seed))];
        byte[][] whole = [.. networks.Select(Loading.Saved)];
        networks[0].Save(At("model"));
        using var end = new CancellationTokenSource();
        Task reader = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                byte[] read = File.ReadAllBytes(At("model"));
                whole.Any(file => file.AsSpan().SequenceEqual(read)).Should().BeTrue("it is one of those that were saved");
            }
        });

        await Task.WhenAll(networks.Select(network => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
                network.Save(At("model"));
        })));
        await end.CancelAsync();
        await reader;

        Names().Should().Equal("model");
    }

    [Fact]
    public void Names_of_any_length_and_letters_can_be_written()
    {
        string longest = new('x', 255), letters = "模型 \U0001F408.safetensors";

        _network.Save(At(longest));
        _network.Save(At(letters));

        ShouldHoldTheNetwork(At(longest));
        ShouldHoldTheNetwork(At(letters));
        Names().Should().BeEquivalentTo(longest, letters);
    }

    [Fact]
    public void What_cannot_be_written_is_named_with_the_reason_and_leaves_nothing()
    {
        File.WriteAllText(At("file"), "old");
        Directory.CreateDirectory(At("folder"));

        Fails<IOException>(() => _network.Save(At("folder")), $"'{At("folder")}' cannot be written: It is a directory.");
        Fails<IOException>(() => _network.Save(At("folder") + Path.DirectorySeparatorChar), "*cannot be written: It is a directory.");
        Fails<DirectoryNotFoundException>(() => _network.Save(At("none/model")),
            $"'{At("none/model")}' cannot be written: There is no directory '{At("none")}'.");
        Fails<IOException>(() => _network.Save(At("file/model")), $"'{At("file/model")}' cannot be written: There is no directory *");
        Names().Should().BeEquivalentTo("file", "folder");

        static void Fails<TException>(Action save, string message)
            where TException : Exception
            => save.Should().Throw<TException>().WithMessage(message);
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_said_with_its_name()
    {
        File.WriteAllText(At("text"), "hello, this is no network");

        Action load = () => Network.Load<double>(At("text")), weights = () => _network.Clone().LoadWeights(At("text"));

        load.Should().Throw<InvalidDataException>().WithMessage($"'{At("text")}' cannot be loaded: The file says its header has *");
        weights.Should().Throw<InvalidDataException>().WithMessage($"'{At("text")}' cannot be loaded: The file says its header has *");
        ((Action)(() => Network.Load<double>(At("none")))).Should().Throw<FileNotFoundException>().WithMessage($"*{At("none")}*");
    }

    private static void ShouldHoldTheNetwork(string path) => Bits.Of(Network.Load<double>(path)).Should().Equal(Bits.Of(_network));

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
        return output.Trim();
    }

    private string At(string name) => Path.Combine(_folder, name);

    private IEnumerable<string> Names() => Directory.GetFileSystemEntries(_folder).Select(path => Path.GetFileName(path)!);
}
