using System.Diagnostics;

// Lists the samples, each the answer to a question people ask, and runs them one after the other; a name as argument
// runs that one.
(string Name, string Question)[] samples =
[
    ("Xor", "My network stops after one step, and when I repair that it never learns XOR."),
    ("TwoLayerClassifier", "Where does the gradient of W2 come from, and why divide by the batch?"),
    ("Spiral", "My softmax classifier does not learn the spiral."),
    ("CustomLoss", "My own loss changes, but nothing trains."),
    ("Regression", "My network is asked for prices and answers 1."),
    ("Autoencoder", "The error of my autoencoder stays large."),
    ("Tabular", "How do I get from a table to a model that says how sure it is?"),
    ("Database", "And from a database?"),
    ("CurveFitting", "A few hundred measurements, formerly for fitnet: which method, and how sure is it?"),
    ("Digits", "Why does the validation loss rise while the accuracy rises, too?"),
];
if (args.Length > 1 || (args.Length == 1 && !samples.Any(sample => sample.Name == args[0])))
{
    Console.Error.WriteLine($"'{string.Join(' ', args)}' is none of {string.Join(", ", samples.Select(sample => sample.Name))}.");
    return 2;
}

// Ctrl-C ends the training of the sample that runs, and nothing else follows it.
bool isStopped = false;
Console.CancelKeyPress += (_, key) => key.Cancel = isStopped = true;
foreach ((string name, string question) in samples)
    Console.WriteLine($"{name,-20}{question}");
int failures = 0;
foreach ((string name, string question) in samples.Where(sample => args.Length == 0 || sample.Name == args[0]))
{
    Console.WriteLine($"\n{new string('=', 79)}\n{name}: {question}\n{new string('=', 79)}");
    using Process process = Process.Start("dotnet", ["run", "-c", "Release", "--project", Path.Combine(SamplesFolder(), name)]);
    process.WaitForExit();
    if (isStopped)
        return 130;
    failures += process.ExitCode == 0 ? 0 : 1;
}

return failures;

// A deterministic build does not know where its sources lie: the folder is found from where the program runs.
static string SamplesFolder()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NeuralNet.sln")))
        folder = folder.Parent;
    return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds NeuralNet.sln."),
        "samples");
}
